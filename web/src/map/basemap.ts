import type { Feature, FeatureCollection, Geometry, MultiLineString } from 'geojson';
import { Map as MapLibre, type StyleSpecification, setWorkerCount, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import fineUrl from 'world-atlas/countries-50m.json?url';
import coarseUrl from 'world-atlas/countries-110m.json?url';
import { unwrapGeometry } from '../logic/unwrap.ts';

type World = Topology<{ countries: GeometryCollection<{ name: string }> }>;

/**
 * Areas whose standing is in dispute, by the names that Natural Earth gives them: hatched, their borders dashed. Natural Earth draws
 * who holds an area in fact; that is no statement of ours on whose it is.
 */
export const DISPUTED: ReadonlySet<string> = new Set([
  'W. Sahara',
  'Somaliland',
  'N. Cyprus',
  'Kosovo',
  'Siachen Glacier',
  'Palestine',
  'Taiwan',
  'Falkland Is.',
]);

/** From this zoom on the finer borders are fetched: 240 kB that a look at the whole world does not need. */
const FINE_FROM = 3;

export interface Label {
  name: string;
  /** Middle and width, in Web Mercator 0 to 1. */
  x: number;
  y: number;
  width: number;
  disputed: boolean;
}

export interface Basemap {
  map: MapLibre;
  labels: Label[];
  setDark: (dark: boolean) => void;
}

const COLOURS = {
  light: { sea: '#dbe5ec', land: '#f7f6f2', border: '#a9aeb0', coast: '#9fb1bd', hatch: '#b3aa97', dash: '#8c8371' },
  dark: { sea: '#10161c', land: '#222a31', border: '#4a5560', coast: '#3c4a56', hatch: '#59533f', dash: '#8b8160' },
};

const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

function styleOf(dark: boolean): StyleSpecification {
  const c = dark ? COLOURS.dark : COLOURS.light;
  const source = { type: 'geojson' as const, data: NOTHING, tolerance: 0.25, maxzoom: 8 };
  return {
    version: 8,
    sources: { countries: source, borders: source, coast: source, disputes: source },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': c.sea } },
      { id: 'land', type: 'fill', source: 'countries', paint: { 'fill-color': c.land, 'fill-antialias': false } },
      {
        id: 'hatch',
        type: 'fill',
        source: 'countries',
        filter: ['get', 'disputed'],
        paint: { 'fill-pattern': dark ? 'hatch-dark' : 'hatch-light' },
      },
      { id: 'coast', type: 'line', source: 'coast', paint: { 'line-color': c.coast, 'line-width': 0.7 } },
      {
        id: 'borders',
        type: 'line',
        source: 'borders',
        paint: { 'line-color': c.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 1, 0.6, 6, 1.4] },
      },
      {
        id: 'dashes',
        type: 'line',
        source: 'disputes',
        paint: { 'line-color': c.dash, 'line-width': 1.4, 'line-dasharray': [2, 2] },
      },
    ],
  };
}

/** Diagonal lines on nothing, as an image for fills. */
function hatch(colour: string): ImageData {
  const size = 8;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.2;
  pen.beginPath();
  for (const at of [-size, 0, size]) {
    pen.moveTo(at - 1, size + 1);
    pen.lineTo(at + size + 1, -1);
  }
  pen.stroke();
  return pen.getImageData(0, 0, size, size);
}

/** Makes the map in a box. Rejects where the browser has no WebGL. */
export function makeBasemap(
  box: HTMLElement,
  dark: boolean,
  view: { center: [number, number]; zoom: number },
): Basemap {
  setWorkerUrl(workerUrl);
  setWorkerCount(1);
  const map = new MapLibre({
    container: box,
    style: styleOf(dark),
    ...view,
    minZoom: 0.6,
    maxZoom: 14,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  const basemap: Basemap = {
    map,
    labels: [],
    setDark: (now) => {
      map.setStyle(styleOf(now), { diff: true, transformStyle: (before, after) => withData(before, after) });
      addHatches(map);
    },
  };
  addHatches(map);
  let level = 0;
  const load = async (fine: boolean) => {
    if (level >= (fine ? 2 : 1)) return;
    level = fine ? 2 : 1;
    const mine = level;
    const answer = await fetch(fine ? fineUrl : coarseUrl);
    const world = (await answer.json()) as World;
    if (mine < level) return;
    await ready(map);
    show(basemap, world);
  };
  const fineEnough = () => map.getZoom() >= FINE_FROM;
  const failed = (error: unknown) => console.warn('the base map could not be read', error);
  load(fineEnough()).catch(failed);
  map.on('zoomend', () => {
    if (fineEnough()) load(true).catch(failed);
  });
  return basemap;
}

function ready(map: MapLibre): Promise<void> {
  if (map.isStyleLoaded()) return Promise.resolve();
  return new Promise((done) => {
    map.once('load', () => done());
  });
}

function addHatches(map: MapLibre): void {
  const add = () => {
    for (const [name, c] of Object.entries(COLOURS)) {
      if (!map.hasImage(`hatch-${name}`)) map.addImage(`hatch-${name}`, hatch(c.hatch), { pixelRatio: 1 });
    }
  };
  if (map.isStyleLoaded()) add();
  else map.once('styledata', add);
}

/** A new style's colours over the old one's data. */
function withData(before: StyleSpecification | undefined, after: StyleSpecification): StyleSpecification {
  return before ? { ...after, sources: before.sources } : after;
}

function show(basemap: Basemap, world: World): void {
  const { countries } = world.objects;
  const shapes = feature(world, countries) as FeatureCollection<Geometry, { name: string; disputed?: boolean }>;
  for (const shape of shapes.features) {
    shape.properties.disputed = DISPUTED.has(shape.properties.name);
    shape.geometry = unwrapGeometry(shape.geometry);
  }
  const disputed = (g: unknown) => DISPUTED.has((g as { properties?: { name?: string } }).properties?.name ?? '');
  const line = (geometry: MultiLineString): Feature => ({
    type: 'Feature',
    properties: {},
    geometry: unwrapGeometry(geometry),
  });
  const set = (name: string, data: FeatureCollection | Feature) => {
    const source = basemap.map.getSource(name);
    if (source && 'setData' in source) (source as { setData: (data: unknown) => void }).setData(data);
  };
  set('countries', shapes);
  set('coast', line(mesh(world, countries, (a, b) => a === b)));
  set('borders', line(mesh(world, countries, (a, b) => a !== b && !disputed(a) && !disputed(b))));
  set('disputes', line(mesh(world, countries, (a, b) => a !== b && (disputed(a) || disputed(b)))));
  basemap.labels = shapes.features.flatMap(labelOf);
  basemap.map.triggerRepaint();
}

/** Where a country's name goes: the middle of its largest part. */
function labelOf(shape: Feature<Geometry, { name: string; disputed?: boolean }>): Label[] {
  const { geometry } = shape;
  const parts =
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
  let best: Label | null = null;
  let most = 0;
  for (const part of parts) {
    const ring = part[0] ?? [];
    let area = 0;
    let cx = 0;
    let cy = 0;
    let west = 1;
    let east = 0;
    const points = ring.map(([lon = 0, lat = 0]) => [lon / 360 + 0.5, y(lat)] as const);
    for (let n = 0; n + 1 < points.length; n++) {
      const [ax, ay] = points[n] as readonly [number, number];
      const [bx, by] = points[n + 1] as readonly [number, number];
      const cross = ax * by - bx * ay;
      area += cross;
      cx += (ax + bx) * cross;
      cy += (ay + by) * cross;
      west = Math.min(west, ax);
      east = Math.max(east, ax);
    }
    if (Math.abs(area) <= most || area === 0) continue;
    most = Math.abs(area);
    best = {
      name: shape.properties.name,
      x: cx / (3 * area),
      y: cy / (3 * area),
      width: east - west,
      disputed: Boolean(shape.properties.disputed),
    };
  }
  return best ? [best] : [];
}

function y(lat: number): number {
  const bounded = Math.max(-85.05, Math.min(85.05, lat));
  return 0.5 - Math.log(Math.tan(Math.PI / 4 + (bounded * Math.PI) / 360)) / (2 * Math.PI);
}
