/**
 * A stand-in for `dateline serve`, for building the app and for its browser tests: the API's answers over made-up data, the built app,
 * and the same Content-Security-Policy.
 *
 * usage: node mock/server.mjs [--port 8787] [--incidents 100000]
 * For tests: POST /mock/news announces new incidents, POST /mock/break makes the API fail until POST /mock/mend.
 */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { claimsOf, makeWorld } from './world.mjs';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const KINDS = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};
const FILTERS = new Set([
  'from',
  'to',
  'country',
  'admin1',
  'bbox',
  'type',
  'actor',
  'harm',
  'status',
  'publisher',
  'text',
  'disputed',
  'sort',
  'reverse',
  'limit',
  'cursor',
  'as_of',
  'condition',
  'holder',
  'target',
]);

/** Starts the server; gives its address and a way to stop it. */
export function startMock({ port = 0, incidents = 300, session = {} } = {}) {
  const world = makeWorld(incidents);
  const state = {
    world,
    broken: false,
    listeners: new Set(),
    reviews: [],
    changes: 1,
    mapCache: new Map(),
    session: { user: null, csrf: null, writable: false, feeds: false, sign_in: true, ...session },
  };
  const server = createServer((request, response) => {
    answer(state, request, response).catch((error) => problem(response, 500, 'The stand-in failed', String(error)));
  });
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => {
      resolve({
        url: `http://127.0.0.1:${server.address().port}`,
        state,
        stop: () => {
          for (const listener of state.listeners) listener.end();
          server.closeAllConnections();
          return new Promise((done) => server.close(done));
        },
      });
    });
  });
}

async function answer(state, request, response) {
  const url = new URL(request.url, 'http://x');
  const path = url.pathname;
  if (path.startsWith('/mock/')) return control(state, path, response);
  if (!path.startsWith('/api/v1/')) return file(request, path, response);
  if (state.broken)
    return problem(response, 503, 'The ledger is busy', 'Another program writes it. Try again in a moment.');
  for (const name of url.searchParams.keys()) {
    if (!FILTERS.has(name)) return problem(response, 400, 'Unknown parameter', `There is no parameter “${name}”.`);
  }
  const [what, id, more] = path.slice('/api/v1/'.length).split('/').map(decodeURIComponent);
  if (request.method !== 'GET') return write(state, request, response, what);
  const handler = HANDLERS[what];
  if (!handler) return problem(response, 404, 'Nothing here', path);
  return handler(state, { query: url.searchParams, id, more, request, response });
}

const HANDLERS = {
  incidents(state, ask) {
    if (!ask.id) return json(ask, paged(sorted(fitting(state, ask.query), ask.query), ask.query));
    const incident = state.world.byId.get(ask.id);
    if (!incident) return problem(ask.response, 404, 'No such incident', `The ledger has no incident ${ask.id}.`);
    if (ask.more === 'explain') return json(ask, explanation(state, incident));
    const claims = claimsOf(state.world, incident);
    const documents = [...new Set(claims.map((c) => c.document))]
      .map((d) => state.world.documents.get(d))
      .filter(Boolean)
      .map(head);
    return json(ask, {
      incident,
      claims,
      documents,
      toll_history: tollHistory(incident, claims, documents),
      neighbours: (incident.apart ?? [])
        .flatMap((l) =>
          state.world.incidents.filter((i) => i.id !== incident.id && i.documents.includes(l.later)).map((i) => i.id),
        )
        .slice(0, 5),
    });
  },
  map: (state, ask) => json(ask, columns(state, ask.query)),
  claims(state, ask) {
    if (!ask.id) {
      const rows = [...state.world.claims.values()].filter((c) => fitsText(c, ask.query));
      return json(ask, paged(rows, ask.query));
    }
    const claim = state.world.claims.get(ask.id);
    if (!claim) return problem(ask.response, 404, 'No such claim', `The ledger has no claim ${ask.id}.`);
    if (ask.more === 'explain') {
      return json(ask, {
        fields: [
          {
            field: 'event',
            value: `${claim.event?.type ?? 'condition'}`,
            because: [`the words “${claim.trigger?.text}”`, 'lexicon events/assault.toml, line 12'],
          },
          {
            field: 'place',
            value: claim.place?.name ?? 'not told',
            because: ['the gazetteer has one town of this name in the country'],
          },
        ],
      });
    }
    return json(ask, claim);
  },
  documents(state, ask) {
    const { documents, claims } = state.world;
    if (!ask.id) return json(ask, paged([...documents.values()].map(head), ask.query));
    const document = documents.get(ask.id);
    if (!document) return problem(ask.response, 404, 'No such document', `The ledger has no document ${ask.id}.`);
    return json(ask, {
      ...document,
      claims: [...claims.values()].filter((c) => c.document === ask.id),
      copies: [...documents.values()].filter((d) => d.copy_of === ask.id).map((d) => d.id),
    });
  },
  conditions(state, ask) {
    const asOf = ask.query.get('as_of');
    const country = ask.query.get('country');
    const kind = ask.query.get('condition');
    return json(
      ask,
      paged(
        state.world.conditions.filter(
          (c) =>
            (!asOf || (c.day ?? '') <= asOf) &&
            (!country || c.place?.country === country) &&
            (!kind || c.condition.kind === kind) &&
            fitsText(c, ask.query),
        ),
        ask.query,
      ),
    );
  },
  actors(state, ask) {
    const wanted = (ask.query.get('text') ?? ask.query.get('actor') ?? '').toLowerCase();
    return json(
      ask,
      paged(
        state.world.actors.filter((a) => a.name.toLowerCase().includes(wanted)),
        ask.query,
      ),
    );
  },
  publishers(state, ask) {
    const rows = new Map();
    for (const d of state.world.documents.values()) {
      const row = rows.get(d.publisher) ?? {
        name: d.publisher,
        documents: 0,
        copies: 0,
        claims: 0,
        first: d.published,
        last: d.published,
      };
      row.documents++;
      if (d.copy_of) row.copies++;
      row.claims += d.claims;
      if (d.published < row.first) row.first = d.published;
      if (d.published > row.last) row.last = d.published;
      rows.set(d.publisher, row);
    }
    return json(ask, paged([...rows.values()], ask.query));
  },
  stats: (state, ask) =>
    json(ask, {
      documents: state.world.documents.size,
      copies: 1,
      publishers: 13,
      claims: state.world.claims.size,
      incidents: state.world.incidents.length,
      disputed: 2,
    }),
  reviews(state, ask) {
    const target = ask.query.get('target');
    return json(
      ask,
      paged(
        state.reviews.filter((r) => !target || concerns(state, r, target)),
        ask.query,
      ),
    );
  },
  session: (state, ask) => json(ask, state.session),
  feeds: (_, ask) =>
    json(ask, {
      rows: [
        { id: 'f_1', url: 'https://wire.example/rss', publisher: 'Harbour Wire', every: 900, pages: true },
        { id: 'f_2', url: 'https://post.example/atom?of=all', publisher: null, every: 7200, pages: false },
      ],
    }),
  events(state, { response, request }) {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(ledgerNews(state));
    state.listeners.add(response);
    request.on('close', () => state.listeners.delete(response));
  },
  export: (state, { query, id, response }) => {
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="incidents.${id}"`,
    });
    response.end(
      `id\n${fitting(state, query)
        .map((i) => i.id)
        .join('\n')}\n`,
    );
  },
};

async function write(state, request, response, what) {
  const body = await new Promise((done) => {
    let text = '';
    request.on('data', (piece) => (text += piece));
    request.on('end', () => done(text ? JSON.parse(text) : {}));
  });
  const ask = { response, request };
  if (what === 'session' && request.method === 'POST') {
    if (body.password !== 'correct horse') return problem(response, 401, 'Not signed in', 'Name or password is wrong.');
    state.session = { ...state.session, user: { name: body.name, role: 'reviewer' }, csrf: 'token-1', writable: true };
    return json(ask, state.session);
  }
  if (what === 'session' && request.method === 'DELETE') {
    state.session = { ...state.session, user: null, csrf: null, writable: false };
    return json(ask, state.session);
  }
  if (what === 'reviews') {
    if (!state.session.user) return problem(response, 401, 'Not signed in', 'Sign in to review.');
    if (request.headers['x-csrf-token'] !== state.session.csrf)
      return problem(response, 403, 'No token', 'The header X-CSRF-Token is missing.');
    const words = Object.entries(body.fields ?? {})
      .map(([field, value]) => ` ${field}: ${value}`)
      .join('');
    const undone = body.action === 'undo' ? state.reviews[Number(body.targets[0]) - 1] : null;
    const row = {
      seq: state.reviews.length + 1,
      decision: `${body.action}${words}${undone ? ` ${undone.seq}` : ''}`,
      subject: undone ? undone.subject : (body.targets ?? []).join(' '),
      claims: (body.targets ?? []).filter((t) => t.startsWith('c_')),
      reviewer: state.session.user.name,
      made: '2026-01-01T12:00:00Z',
      reason: body.reason ?? '',
      holds: true,
    };
    if (undone) undone.holds = false;
    for (const id of undone?.claims ?? []) state.world.claims.get(id).rejected = false;
    state.reviews.push(row);
    for (const id of body.targets ?? []) {
      const claim = state.world.claims.get(id);
      if (claim) claim.rejected = body.action === 'reject';
    }
    state.changes++;
    return json(ask, row);
  }
  return problem(response, 405, 'Not allowed', what);
}

function control(state, path, response) {
  if (path === '/mock/break') state.broken = true;
  if (path === '/mock/mend') state.broken = false;
  if (path === '/mock/news') {
    const first = state.world.incidents[0];
    for (const k of [1, 2, 3]) {
      const id = `i_000000000000000${k}`;
      const fresh = { ...first, id, headline: `Fresh report ${k}`, start: '2026-11-20', end: '2026-11-20' };
      state.world.incidents.push(fresh);
      state.world.byId.set(id, fresh);
    }
    state.changes++;
    state.mapCache.clear();
    for (const listener of state.listeners) {
      listener.write(ledgerNews(state));
    }
  }
  response.end('ok');
}

function fitting(state, query) {
  const get = (name) => query.get(name) || null;
  const [from, to, country, type] = ['from', 'to', 'country', 'type'].map(get);
  const [admin1, harm, text, actor, publisher] = ['admin1', 'harm', 'text', 'actor', 'publisher'].map(get);
  const box = get('bbox')?.split(',').map(Number);
  const words = text?.toLowerCase().split(/\s+/) ?? [];
  return state.world.incidents.filter((i) => {
    if (from && !(i.end >= from)) return false;
    if (to && !(i.start <= to)) return false;
    if (country && i.place?.country !== country) return false;
    if (admin1 && i.place?.admin1 !== admin1) return false;
    if (type && i.event_type !== type.toUpperCase()) return false;
    if (harm && !i.tolls.some((t) => t.kind === harm)) return false;
    if (get('disputed') && i.disputes.length === 0) return false;
    if (
      box &&
      !(i.place && i.place.lon >= box[0] && i.place.lon <= box[2] && i.place.lat >= box[1] && i.place.lat <= box[3])
    )
      return false;
    if (words.length > 0 && !words.every((w) => (i.headline ?? '').toLowerCase().includes(w))) return false;
    if (publisher && !i.documents.some((d) => state.world.documents.get(d)?.publisher === publisher)) return false;
    if (
      actor &&
      !i.claims.some((c) =>
        [...(state.world.claims.get(c)?.source_actors ?? []), ...(state.world.claims.get(c)?.target_actors ?? [])].some(
          (a) => a.id === actor || a.name.toLowerCase().includes(actor.toLowerCase()),
        ),
      )
    )
      return false;
    return true;
  });
}

function ledgerNews(state) {
  const { documents, claims, incidents } = state.world;
  return `event: ledger\ndata: ${JSON.stringify({ changes: state.changes, documents: documents.size, claims: claims.size, incidents: incidents.length, unsettled: false })}\n\n`;
}

function concerns(state, row, target) {
  const claims = state.world.byId.get(target)?.claims ?? [];
  return row.subject.split(' ').some((s) => s === target || claims.includes(s));
}

const fitsText = (row, query) =>
  !query.get('text') || JSON.stringify(row).toLowerCase().includes(query.get('text').toLowerCase());

function sorted(rows, query) {
  const killed = (i) => i.tolls.find((t) => t.kind === 'killed')?.best ?? -1;
  const by = {
    day: (a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0),
    killed: (a, b) => killed(b) - killed(a),
    reports: (a, b) => b.documents.length - a.documents.length,
    publishers: (a, b) => b.corroboration - a.corroboration,
  };
  const out = [...rows].sort(by[query.get('sort') || 'day'] ?? by.day);
  return query.get('reverse') === 'true' ? out.reverse() : out;
}

function paged(rows, query) {
  const limit = Math.min(500, Number(query.get('limit') ?? 50));
  const start = Number(query.get('cursor') ?? 0);
  return {
    total: rows.length,
    rows: rows.slice(start, start + limit),
    next: start + limit < rows.length ? String(start + limit) : null,
  };
}

function columns(state, query) {
  const key = query.toString();
  if (state.mapCache.has(key)) return state.mapCache.get(key);
  const all = fitting(state, query);
  const rows = all.filter((i) => i.place?.lat != null);
  const types = [...new Set(rows.map((i) => i.event_type).filter(Boolean))].sort();
  const places = [...new Set(rows.map((i) => i.place.name))].sort();
  const typeAt = new Map(types.map((t, n) => [t, n]));
  const placeAt = new Map(places.map((p, n) => [p, n]));
  const killed = (field) => rows.map((i) => i.tolls.find((t) => t.kind === 'killed')?.[field] ?? null);
  const out = JSON.stringify({
    total: all.length,
    without_place: all.length - rows.length,
    types,
    places,
    id: rows.map((i) => i.id),
    lon: rows.map((i) => Math.round(i.place.lon * 1e4) / 1e4),
    lat: rows.map((i) => Math.round(i.place.lat * 1e4) / 1e4),
    km: rows.map((i) => i.place.precision_km),
    precision: rows.map((i) => i.place.precision),
    start: rows.map((i) => i.start),
    end: rows.map((i) => i.end),
    type: rows.map((i) => typeAt.get(i.event_type) ?? null),
    place: rows.map((i) => placeAt.get(i.place.name)),
    country: rows.map((i) => i.place.country),
    killed_low: killed('low'),
    killed_best: killed('best'),
    killed_high: killed('high'),
    reports: rows.map((i) => i.documents.length),
    disputed: rows.map((i) => (i.disputes.length > 0 ? 1 : 0)),
  });
  state.mapCache.set(key, out);
  return out;
}

function tollHistory(incident, claims, documents) {
  const claimById = new Map(claims.map((c) => [c.id, c]));
  const docById = new Map(documents.map((d) => [d.id, d]));
  return incident.tolls.map((toll) => ({
    kind: toll.kind,
    points: toll.basis.map((f) => ({
      ...f,
      published: docById.get(f.document)?.published ?? null,
      voice_name: claimById.get(f.claim)?.attribution.at(-1)?.speaker ?? docById.get(f.document)?.publisher ?? f.voice,
    })),
  }));
}

function explanation(state, incident) {
  const title = (id) => state.world.documents.get(id)?.title ?? id;
  const lines = incident.links.map(
    (l) =>
      `${title(l.earlier)}\n${title(l.later)}\n    weight: ${Math.round(l.likelihood * 100)} %: ${l.reasons.join(', ')}`,
  );
  return {
    text: lines.length > 0 ? lines.join('\n\n') : 'Only one report tells of it.',
    links: incident.links,
    apart: incident.apart ?? [],
  };
}

const head = ({ text: _text, ...rest }) => rest;

function json({ response, request }, value) {
  const text = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  send(request, response, 200, 'application/json', text, 'no-cache');
}

/** Packed as the real server would, so that sizes over a slow line are right. */
function send(request, response, status, type, bytes, cache) {
  const accepts = String(request.headers['accept-encoding'] ?? '');
  const headers = {
    'content-type': type,
    'content-security-policy': CSP,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': cache,
  };
  let body = bytes;
  if (bytes.length > 1000 && accepts.includes('br')) {
    body = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    headers['content-encoding'] = 'br';
  } else if (bytes.length > 1000 && accepts.includes('gzip')) {
    body = gzipSync(bytes);
    headers['content-encoding'] = 'gzip';
  }
  response.writeHead(status, headers);
  response.end(body);
}

function problem(response, status, title, detail) {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title, status, detail }));
}

function file(request, path, response) {
  let name = normalize(join(DIST, path));
  if (!name.startsWith(DIST)) return problem(response, 404, 'Nothing here', path);
  if (path === '/' || (!extname(path) && !existsSync(name))) name = join(DIST, 'index.html');
  if (!existsSync(name) || !statSync(name).isFile()) return problem(response, 404, 'Nothing here', path);
  const type = KINDS[extname(name)] ?? 'application/octet-stream';
  if (type === 'application/octet-stream') return createReadStream(name).pipe(response);
  send(
    request,
    response,
    200,
    type,
    readFileSync(name),
    path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const flag = (name, otherwise) => {
    const at = process.argv.indexOf(`--${name}`);
    return at > 0 ? Number(process.argv[at + 1]) : otherwise;
  };
  const { url } = await startMock({ port: flag('port', 8787), incidents: flag('incidents', 300) });
  console.log(url);
}
