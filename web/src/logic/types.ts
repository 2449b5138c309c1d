/** The shapes of the API under /api/v1, as far as the app reads them. The server's OpenAPI page has the whole. */

/** Bytes `start..end` of a document's UTF-8 text, with the words. */
export interface Excerpt {
  start: number;
  end: number;
  text: string;
}

export interface Place {
  name: string;
  lat: number | null;
  lon: number | null;
  admin1: string | null;
  admin2: string | null;
  country: string | null;
  precision: Precision;
  precision_km: number | null;
  relative: { words: Excerpt } | null;
  runner_up: { name: string; admin1: string | null; country: string | null } | null;
  mention: Excerpt;
}

export type Precision = 'site' | 'town' | 'district' | 'province' | 'country';

/** Low, best and high of a figure. `null` is 'not stated', never zero. */
export interface Bounds {
  low: number | null;
  best: number | null;
  high: number | null;
}

export interface TollFigure extends Bounds {
  claim: string;
  document: string;
  voice: string | null;
  party: boolean;
  approximate: boolean;
  standing: string;
}

export interface Toll extends Bounds {
  kind: string;
  /** Whether the highest figure is a floor itself: the toll may be higher than `high`. */
  open: boolean;
  basis: TollFigure[];
}

export interface Dispute {
  about: string;
  harm: string | null;
  claims: string[];
  told: string;
}

export interface Incident {
  id: string;
  documents: string[];
  mentions: string[];
  claims: string[];
  event_type: string | null;
  start: string | null;
  end: string | null;
  place: Place | null;
  tolls: Toll[];
  disputes: Dispute[];
  corroboration: number;
  reviews?: number[];
  /** Title of its first report, where the server gives it. */
  headline?: string | null;
}

export interface Actor {
  id: string | null;
  name: string;
  country: string | null;
  sector: string | null;
  kind: string | null;
  mention: Excerpt;
}

export interface Harm extends Bounds {
  kind: string;
  approximate: boolean;
  scope?: string;
  victims?: { who?: string | null } | null;
  span?: Excerpt | null;
}

export interface Attribution {
  speaker: string;
  actor: string | null;
  verb: string | null;
  party: boolean;
  channel: string | null;
  span: Excerpt | null;
}

export interface Condition {
  kind: string;
  subject: string | null;
  state: string | null;
  extent: string | null;
  holder: string | null;
  span: Excerpt;
}

export interface Claim {
  id: string;
  document: string;
  evidence: Excerpt;
  trigger: Excerpt | null;
  event: { type: string; mode: string | null } | null;
  condition: Condition | null;
  source_actors: Actor[];
  target_actors: Actor[];
  place: Place | null;
  time: { start: string | null; end: string | null; mention: Excerpt | null } | null;
  harm: Harm[];
  attribution: Attribution[];
  status: string;
  analysis: boolean;
  title?: string | null;
  publisher?: string | null;
  published?: string | null;
  rejected?: boolean;
  reviews?: number[];
}

export interface DocumentHead {
  id: string;
  title: string | null;
  publisher: string | null;
  published: string | null;
  url: string | null;
  source: string | null;
  copy_of: string | null;
  resemblance: number | null;
}

export interface DocumentWhole extends DocumentHead {
  text: string;
  claims: Claim[];
  copies: string[];
}

export interface TollPoint extends Bounds {
  published: string | null;
  document: string;
  claim: string;
  voice: string | null;
  voice_name: string | null;
  party: boolean;
  standing: string;
}

export interface IncidentWhole {
  incident: Incident;
  claims: Claim[];
  documents: DocumentHead[];
  toll_history: { kind: string; points: TollPoint[] }[];
  neighbours: string[];
}

export interface ConditionRow {
  claim: string;
  document: string;
  publisher: string | null;
  day: string | null;
  condition: Condition;
  since: string | null;
  until: string | null;
  place: Place | null;
  according_to: string | null;
  attribution: Attribution[];
  status: string;
  evidence: Excerpt;
}

export interface ActorRow {
  id: string | null;
  name: string;
  kind: string | null;
  country: string | null;
  claims: number;
  source: number;
  target: number;
  voice: number;
  first: string | null;
  last: string | null;
}

export interface Paged<T> {
  total: number;
  rows: T[];
  next: string | null;
}

export interface Session {
  user: { name: string; role: string } | null;
  csrf: string | null;
  writable: boolean;
  feeds: boolean;
  sign_in: boolean;
}

/** Incidents as columns: GET /map. */
export interface MapAnswer {
  total: number;
  without_place: number;
  types: string[];
  places: string[];
  id: string[];
  lon: number[];
  lat: number[];
  km: (number | null)[];
  precision: (Precision | null)[];
  start: (string | null)[];
  end: (string | null)[];
  type: (number | null)[];
  place: (number | null)[];
  country: (string | null)[];
  killed_low: (number | null)[];
  killed_best: (number | null)[];
  killed_high: (number | null)[];
  reports: number[];
  disputed: (0 | 1 | boolean)[];
}

/** application/problem+json. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
}
