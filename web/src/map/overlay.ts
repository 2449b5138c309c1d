import { type Clusters, onOnePoint } from '../logic/cluster.ts';
import { type Columns, mercatorLength, mercatorX, mercatorY } from '../logic/columns.ts';
import { FAMILIES, type Shape } from '../logic/families.ts';
import { sizeAt, type View } from '../logic/view.ts';
import type { Label } from './basemap.ts';

/** A sign as it was drawn: what a click or the keyboard's cross hits. */
export interface Drawn {
  x: number;
  y: number;
  radius: number;
  layer: 'points' | 'areas';
  cluster: number;
}

export interface Scene {
  columns: Columns;
  points: Clusters;
  areas: Clusters;
  labels: readonly Label[];
  dark: boolean;
  /** Row that the list points at, or -1. */
  pointed: { lon: number; lat: number; km: number } | null;
  box: readonly [number, number, number, number] | null;
  crosshair: boolean;
}

const LIGHT = {
  ink: '#161b20',
  soft: '#69737c',
  panel: '#ffffff',
  halo: '#f7f6f2cc',
  accent: '#0b5c8c',
  alert: '#a33b00',
};
const DARK = {
  ink: '#e8ecef',
  soft: '#8d98a3',
  panel: '#1b2026',
  halo: '#14181ccc',
  accent: '#6cb8ea',
  alert: '#ffa366',
};
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';

/** Draws all signs and says where they are. Runs with every frame of the map: only what is on the screen is touched. */
export function drawScene(pen: CanvasRenderingContext2D, view: View, scene: Scene): Drawn[] {
  const colours = scene.dark ? DARK : LIGHT;
  const size = sizeAt(view.zoom);
  pen.clearRect(0, 0, view.width, view.height);
  pen.lineJoin = 'round';
  const screen = (x: number, y: number): [number, number] => [
    (x - view.x) * size + view.width / 2,
    (y - view.y) * size + view.height / 2,
  ];
  // The world repeats to the left and right; at low zooms more than one copy is on the screen.
  const half = view.width / 2 / size;
  const copies: number[] = [];
  for (let k = Math.floor(view.x - half); k <= Math.floor(view.x + half); k++) copies.push(k);
  drawLabels(pen, scene, copies, size, screen, colours);
  if (scene.box) drawBox(pen, scene.box, copies, screen, colours.accent);
  const points = placed(scene, 'points', copies, size, screen, view);
  const areas = placed(scene, 'areas', copies, size, screen, view);
  for (const sign of areas) drawOwnExtent(pen, scene, sign, size, true);
  for (const sign of points) drawOwnExtent(pen, scene, sign, size, false);
  beside(areas, points);
  for (const sign of areas) drawArea(pen, scene, sign, colours);
  for (const sign of points) drawPoints(pen, scene, sign, colours);
  if (scene.pointed) drawPointed(pen, scene.pointed, copies, size, screen, colours);
  if (scene.crosshair) drawCross(pen, view, colours);
  return [...areas, ...points];
}

/** The signs of a layer that are on the screen, with those whose extent reaches into it. */
function placed(
  scene: Scene,
  layer: 'points' | 'areas',
  copies: number[],
  size: number,
  screen: ToScreen,
  view: View,
): Drawn[] {
  const clusters = scene[layer];
  const drawn: Drawn[] = [];
  for (const k of copies) {
    for (let at = 0; at < clusters.count; at++) {
      const [x, y] = screen((clusters.x[at] as number) + k, clusters.y[at] as number);
      const off = x < -60 || y < -60 || x > view.width + 60 || y > view.height + 60;
      if (off && !reaches(clusters, at, scene.columns, size, x, y, view)) continue;
      const count = clusters.size[at] as number;
      const radius = count > 1 ? clusterRadius(count) + (layer === 'points' ? 3 : 0) : layer === 'points' ? 9 : 10;
      drawn.push({ x, y, radius, layer, cluster: at });
    }
  }
  return drawn;
}

/** Moves hollow signs off the full ones that would hide them. Their extents stay where they are; a hollow sign is no spot anyway. */
function beside(areas: Drawn[], points: readonly Drawn[]): void {
  for (const area of areas) {
    for (const point of points) {
      const need = area.radius + point.radius + 1;
      let dx = area.x - point.x;
      let dy = area.y - point.y;
      const away = Math.hypot(dx, dy);
      if (away >= need) continue;
      if (away < 1) [dx, dy] = [0.7, 0.7];
      const long = Math.hypot(dx, dy);
      area.x = point.x + (dx / long) * need;
      area.y = point.y + (dy / long) * need;
    }
  }
}

function drawOwnExtent(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  { x, y, layer, cluster }: Drawn,
  size: number,
  area: boolean,
): void {
  const clusters = scene[layer];
  if (onOnePoint(clusters, cluster))
    drawExtent(pen, scene.columns, clusters.row[cluster] as number, x, y, size, scene.dark, area);
}

/** Whether the extent of a single incident reaches into the screen though its middle is off it. */
function reaches(
  clusters: Clusters,
  at: number,
  columns: Columns,
  size: number,
  x: number,
  y: number,
  view: View,
): boolean {
  if (!onOnePoint(clusters, at)) return false;
  const row = clusters.row[at] as number;
  const r = mercatorLength(columns.km[row] as number, columns.lat[row] as number) * size;
  return x + r > 0 && y + r > 0 && x - r < view.width && y - r < view.height;
}

type Colours = typeof LIGHT;
type ToScreen = (x: number, y: number) => [number, number];

function disc(pen: CanvasRenderingContext2D, x: number, y: number, r: number): void {
  pen.beginPath();
  pen.arc(x, y, r, 0, 2 * Math.PI);
}

function colourOf(family: number, dark: boolean): string {
  const kind = FAMILIES[family] ?? FAMILIES[4];
  return (dark ? kind?.dark : kind?.light) ?? '#888';
}

/** Incidents at points: one as its family's shape, several as a ring of their families around their number. */
function drawPoints(pen: CanvasRenderingContext2D, scene: Scene, { x, y, cluster: at }: Drawn, colours: Colours): void {
  const { points, columns, dark } = scene;
  const count = points.size[at] as number;
  const row = points.row[at] as number;
  if (count === 1) {
    pen.fillStyle = colourOf(columns.family[row] as number, dark);
    pen.strokeStyle = columns.disputed[row] ? colours.alert : colours.panel;
    pen.lineWidth = columns.disputed[row] ? 2.5 : 1.5;
    shapePath(pen, FAMILIES[columns.family[row] as number]?.shape ?? 'ring', x, y, 7);
    pen.fill();
    pen.stroke();
    return;
  }
  const radius = clusterRadius(count);
  if (onOnePoint(points, at)) {
    // A second rim: these lie on one spot, and zooming in does not part them. A click lists them.
    disc(pen, x, y, radius + 4);
    pen.strokeStyle = colours.soft;
    pen.lineWidth = 1.5;
    pen.stroke();
  }
  disc(pen, x, y, radius);
  pen.fillStyle = colours.panel;
  pen.fill();
  let turn = -Math.PI / 2;
  for (let k = 0; k < FAMILIES.length; k++) {
    const share = (points.families[at * FAMILIES.length + k] as number) / count;
    if (share === 0) continue;
    pen.beginPath();
    pen.arc(x, y, radius - 2, turn, turn + share * 2 * Math.PI);
    pen.strokeStyle = colourOf(k, dark);
    pen.lineWidth = 4;
    pen.stroke();
    turn += share * 2 * Math.PI;
  }
  number(pen, count, x, y, colours.ink);
}

/** Incidents known only by district, province or country: hollow and dashed, never a pin. */
function drawArea(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  { x, y, cluster: at, radius }: Drawn,
  colours: Colours,
): void {
  const { areas, columns, dark } = scene;
  const count = areas.size[at] as number;
  const row = areas.row[at] as number;
  disc(pen, x, y, radius);
  pen.fillStyle = dark ? '#1b2026b0' : '#ffffffb0';
  pen.fill();
  pen.setLineDash([3, 3]);
  pen.strokeStyle = count === 1 ? colourOf(columns.family[row] as number, dark) : colours.soft;
  pen.lineWidth = 2;
  pen.stroke();
  pen.setLineDash([]);
  if (count === 1) {
    shapePath(pen, FAMILIES[columns.family[row] as number]?.shape ?? 'ring', x, y, 4);
    pen.lineWidth = 1.5;
    pen.stroke();
  } else {
    number(pen, count, x, y, colours.soft);
  }
}

/** The circle within which the place is likely to lie; of areas dashed. */
function drawExtent(
  pen: CanvasRenderingContext2D,
  columns: Columns,
  row: number,
  x: number,
  y: number,
  size: number,
  dark: boolean,
  area: boolean,
): void {
  const r = mercatorLength(columns.km[row] as number, columns.lat[row] as number) * size;
  if (r < 13 || r > 20_000) return;
  const colour = colourOf(columns.family[row] as number, dark);
  disc(pen, x, y, r);
  // An extent wider than the screen would tint all of it and tell nothing.
  if (r < 600) {
    pen.globalAlpha = 0.09;
    pen.fillStyle = colour;
    pen.fill();
  }
  pen.globalAlpha = 0.65;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.2;
  pen.setLineDash(area ? [6, 5] : []);
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

export function clusterRadius(count: number): number {
  return 10 + 3.3 * Math.log10(count);
}

function number(pen: CanvasRenderingContext2D, count: number, x: number, y: number, colour: string): void {
  const words =
    count < 1000 ? String(count) : count < 10_000 ? `${Math.floor(count / 100) / 10}k` : `${Math.floor(count / 1000)}k`;
  pen.fillStyle = colour;
  pen.font = `600 ${words.length > 3 ? 10 : 11}px ${FONT}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.fillText(words, x, y + 0.5);
}

function shapePath(pen: CanvasRenderingContext2D, shape: Shape, x: number, y: number, r: number): void {
  pen.beginPath();
  switch (shape) {
    case 'circle':
      pen.arc(x, y, r, 0, 2 * Math.PI);
      break;
    case 'ring':
      pen.arc(x, y, r, 0, 2 * Math.PI);
      pen.arc(x, y, r * 0.5, 0, 2 * Math.PI, true);
      break;
    case 'square':
      pen.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
      break;
    case 'triangle':
      pen.moveTo(x, y - r * 1.15);
      pen.lineTo(x + r * 1.1, y + r * 0.8);
      pen.lineTo(x - r * 1.1, y + r * 0.8);
      pen.closePath();
      break;
    case 'diamond':
      pen.moveTo(x, y - r * 1.2);
      pen.lineTo(x + r * 1.2, y);
      pen.lineTo(x, y + r * 1.2);
      pen.lineTo(x - r * 1.2, y);
      pen.closePath();
      break;
    case 'cross': {
      const a = r * 0.38;
      const b = r * 1.05;
      const corners: [number, number][] = [
        [-a, -b],
        [a, -b],
        [a, -a],
        [b, -a],
        [b, a],
        [a, a],
        [a, b],
        [-a, b],
        [-a, a],
        [-b, a],
        [-b, -a],
        [-a, -a],
      ];
      for (const [dx, dy] of corners) pen.lineTo(x + dx, y + dy);
      pen.closePath();
      break;
    }
  }
}

function drawLabels(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  copies: number[],
  size: number,
  screen: ToScreen,
  colours: Colours,
): void {
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  pen.lineWidth = 3;
  for (const label of scene.labels) {
    const room = label.width * size;
    const px = Math.max(10, Math.min(14, room / 14));
    if (room < label.name.length * 6.2) continue;
    pen.font = `${label.disputed ? 'italic ' : ''}${px}px ${FONT}`;
    for (const k of copies) {
      const [x, y] = screen(label.x + k, label.y);
      if (x < -100 || y < -20 || x > pen.canvas.width + 100 || y > pen.canvas.height + 20) continue;
      pen.strokeStyle = colours.halo;
      pen.strokeText(label.name, x, y);
      pen.fillStyle = colours.soft;
      pen.fillText(label.name, x, y);
    }
  }
}

function drawBox(
  pen: CanvasRenderingContext2D,
  [w, s, e, n]: readonly [number, number, number, number],
  copies: number[],
  screen: ToScreen,
  colour: string,
): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.setLineDash([8, 4]);
  for (const k of copies) {
    const [left, top] = screen(mercatorX(w) + k, mercatorY(n));
    const [right, bottom] = screen(mercatorX(e) + k, mercatorY(s));
    pen.strokeRect(left, top, right - left, bottom - top);
  }
  pen.setLineDash([]);
}

function drawPointed(
  pen: CanvasRenderingContext2D,
  at: { lon: number; lat: number; km: number },
  copies: number[],
  size: number,
  screen: ToScreen,
  colours: Colours,
): void {
  const extent = mercatorLength(at.km, at.lat) * size;
  for (const k of copies) {
    const [x, y] = screen(mercatorX(at.lon) + k, mercatorY(at.lat));
    for (const [width, colour] of [
      [5, colours.panel],
      [2.5, colours.accent],
    ] as const) {
      disc(pen, x, y, Math.max(14, Math.min(extent, 4000)));
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.stroke();
    }
  }
}

function drawCross(pen: CanvasRenderingContext2D, view: View, colours: Colours): void {
  const x = view.width / 2;
  const y = view.height / 2;
  for (const [width, colour] of [
    [4, colours.panel],
    [1.5, colours.ink],
  ] as const) {
    pen.beginPath();
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      pen.moveTo(x + dx * 6, y + dy * 6);
      pen.lineTo(x + dx * 18, y + dy * 18);
    }
    pen.lineWidth = width;
    pen.strokeStyle = colour;
    pen.stroke();
  }
}

/** The sign at a spot of the screen: the last drawn lies on top. `slack`: how many pixels beside it still count. */
export function hit(drawn: readonly Drawn[], x: number, y: number, slack: number): Drawn | null {
  let best: Drawn | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (let n = drawn.length - 1; n >= 0; n--) {
    const sign = drawn[n] as Drawn;
    const away = Math.hypot(sign.x - x, sign.y - y) - sign.radius;
    if (away <= slack && away < nearest - (nearest <= 0 ? 1e9 : 0)) {
      best = sign;
      nearest = away;
    }
  }
  return best;
}
