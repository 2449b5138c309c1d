/**
 * The world of the stand-in server: the sample reports as the coder reads them, one report whose every text is hostile, and as many
 * made-up incidents as wanted, the same ones each time.
 */
import { readFileSync } from 'node:fs';

const SAMPLE = JSON.parse(readFileSync(new URL('./sample.json', import.meta.url), 'utf8'));

/** Mulberry32: a small generator of random numbers that is the same everywhere. */
export function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const TOWNS = [
  ['Atarib', 36.139, 36.825, 'Aleppo', 'SYR'],
  ['Aleppo', 36.202, 37.134, 'Aleppo', 'SYR'],
  ['Hama', 35.131, 36.757, 'Hama', 'SYR'],
  ['Kharkiv', 49.993, 36.23, 'Kharkiv', 'UKR'],
  ['Bakhmut', 48.595, 38.0, 'Donetsk', 'UKR'],
  ['Goma', -1.679, 29.228, 'North Kivu', 'COD'],
  ['Gao', 16.271, -0.044, 'Gao', 'MLI'],
  ['Maiduguri', 11.846, 13.16, 'Borno', 'NGA'],
  ['Kassala', 15.451, 36.4, 'Kassala', 'SDN'],
  ['El Fasher', 13.627, 25.349, 'North Darfur', 'SDN'],
  ['Mogadishu', 2.037, 45.343, 'Banaadir', 'SOM'],
  ['Kabul', 34.528, 69.171, 'Kabul', 'AFG'],
  ['Mosul', 36.345, 43.145, 'Nineveh', 'IRQ'],
  ['Sittwe', 20.146, 92.898, 'Rakhine', 'MMR'],
  ['Tumaco', 1.807, -78.764, 'Nariño', 'COL'],
  ['Culiacán', 24.799, -107.389, 'Sinaloa', 'MEX'],
  ['Pemba', -12.974, 40.518, 'Cabo Delgado', 'MOZ'],
  ['Marawi', 7.998, 124.293, 'Lanao del Sur', 'PHL'],
  ['Sanaa', 15.354, 44.207, 'Amanat al-Asimah', 'YEM'],
  ['Port-au-Prince', 18.539, -72.335, 'Ouest', 'HTI'],
];
const TYPES = [
  'ASSAULT',
  'ASSAULT',
  'ASSAULT',
  'ASSAULT',
  'PROTEST',
  'COERCE',
  'MOBILIZE',
  'THREATEN',
  'ACCUSE',
  'RETREAT',
  'AID',
];
const OUTLETS = [
  'Harbour Wire (made up)',
  'Delta Courier (made up)',
  'Ridge Radio (made up)',
  'The Plain Dealer (made up)',
];

const day = (n) => new Date(n * 86_400_000).toISOString().slice(0, 10);
const hex = (n) => ((BigInt(n + 1) * 0x9e3779b97f4a7c15n) & 0xffffffffffffffffn).toString(16).padStart(16, '0');

/** `count` made-up incidents around the towns above, 2012 to 2026. */
function madeUp(count) {
  const random = generator(7);
  const incidents = [];
  for (let n = 0; n < count; n++) {
    const town = TOWNS[Math.floor(random() ** 1.6 * TOWNS.length)];
    const fine = random();
    const precision =
      fine < 0.1 ? 'site' : fine < 0.78 ? 'town' : fine < 0.86 ? 'district' : fine < 0.96 ? 'province' : 'country';
    const spread = precision === 'town' && random() < 0.6 ? (random() + random() + random() - 1.5) * 3 : 0;
    const start = 15_340 + Math.floor(5400 * Math.min(1, random() ** 0.7));
    const killed = random() < 0.55 ? 1 + Math.floor(random() ** 4 * 90) : null;
    const open = random() < 0.25;
    const type = TYPES[Math.floor(random() * TYPES.length)];
    const reports = 1 + Math.floor(random() ** 5 * 20);
    const tolls = [];
    if (killed !== null) {
      const high = killed + Math.floor(random() ** 3 * 30);
      const claim = `c_${hex(n)}`;
      const document = `d_${hex(n)}`;
      tolls.push({
        kind: 'killed',
        low: killed,
        best: Math.floor((killed + high) / 2),
        high: open && high === killed ? null : high,
        open,
        basis: [
          {
            claim,
            document,
            voice: OUTLETS[n % 4],
            party: false,
            low: killed,
            best: killed,
            high,
            approximate: false,
            standing: 'counts',
          },
        ],
      });
    }
    incidents.push({
      id: `i_${hex(n)}`,
      documents: Array.from({ length: reports }, (_, k) => `d_${hex(n + k * 1_000_003)}`),
      mentions: [],
      claims: [`c_${hex(n)}`],
      event_type: type,
      start: day(start),
      end: day(start + (random() < 0.1 ? 6 : 0)),
      place: {
        name: town[0],
        geonameid: null,
        lat: town[1] + spread * 0.7,
        lon: town[2] + spread * (random() - 0.5) * 2,
        admin1: town[3],
        admin2: null,
        country: town[4],
        precision,
        precision_km: { site: 1, town: 4, district: 22, province: 70, country: 400 }[precision],
        match_kind: 'exact',
        relative: null,
        runner_up: null,
        mention: { start: 0, end: town[0].length, text: town[0] },
      },
      tolls,
      disputes:
        random() < 0.04
          ? [{ about: 'toll', harm: 'killed', claims: [`c_${hex(n)}`], told: '3 (the army) against 12 (residents)' }]
          : [],
      corroboration: Math.max(1, Math.floor(reports * 0.6)),
      links: [],
      apart: [],
      reviews: [],
      headline: `Made-up report ${n + 1} from ${town[0]}`,
    });
  }
  return incidents;
}

/** Every text an attacker may write, in one report. The emoji and accents move bytes and UTF-16 units apart. */
function hostile() {
  const title = '<script>window.__xss=1;alert(1)</script><img src=x onerror="window.__xss=2;alert(2)"> 😀 “Ünïcode”';
  const first =
    '😀 Ünïcode: <img src=x onerror="window.__xss=3;alert(3)"> <svg onload="alert(4)"> killed 17 people in Qâmišlî 🏚️, ';
  const said = '<b onmouseover="alert(5)">a spokesman</b> said.';
  const text = `${title}.\n\n${first}${said}\n\n</script><script>alert(6)</script> javascript:alert(7) {{constructor.constructor('alert(8)')()}}\n\u202Ereversed\u202C end.\n`;
  const bytes = (s) => Buffer.byteLength(s, 'utf8');
  const start = bytes(text.slice(0, text.indexOf(first)));
  const sentence = first + said;
  const at = (words) => ({
    start: bytes(text.slice(0, text.indexOf(words, text.indexOf(first)))),
    end: bytes(text.slice(0, text.indexOf(words, text.indexOf(first)) + words.length)),
    text: words,
  });
  const publisher = '"><script>window.__xss=9;alert(9)</script><a href="javascript:alert(10)">Outlet</a>';
  const place = {
    name: '<i>Qâmišlî</i>',
    geonameid: null,
    lat: 37.05,
    lon: 41.22,
    admin1: '<u>Al-Hasakah</u>',
    admin2: null,
    country: 'SYR',
    precision: 'town',
    precision_km: 4,
    match_kind: 'exact',
    relative: null,
    runner_up: null,
    mention: at('Qâmišlî'),
  };
  const claim = {
    id: 'c_bad0000000000001',
    document: 'd_bad0000000000001',
    evidence: { start, end: start + bytes(sentence), text: sentence },
    trigger: at('killed'),
    event: { type: 'ASSAULT', mode: 'aerial', contexts: [] },
    condition: null,
    source_actors: [
      { id: null, name: '<script>alert(11)</script>', country: null, sector: null, kind: null, mention: at('killed') },
    ],
    target_actors: [],
    place,
    time: { start: '2024-12-01', end: '2024-12-01', precision: 'day', mention: null },
    harm: [
      {
        kind: 'killed',
        low: 17,
        best: 17,
        high: 17,
        approximate: false,
        scope: 'incident',
        victims: { who: '<em>people</em>' },
        span: at('17 people'),
      },
    ],
    attribution: [
      {
        speaker: '<b onmouseover="alert(12)">a spokesman</b>',
        actor: null,
        verb: 'said',
        party: true,
        channel: null,
        span: at('said'),
      },
    ],
    status: 'attributed',
    analysis: false,
    title,
    publisher,
    published: '2024-12-01',
    rejected: false,
    reviews: [],
  };
  const condition = {
    ...claim,
    id: 'c_bad0000000000002',
    event: null,
    harm: [],
    condition: {
      kind: 'control',
      subject: '<img src=x onerror=alert(13)>',
      state: 'held',
      extent: null,
      holder: '<script>alert(14)</script>',
      span: at('killed'),
    },
  };
  return {
    document: {
      id: 'd_bad0000000000001',
      title,
      publisher,
      published: '2024-12-01',
      url: 'javascript:alert(15)',
      text,
      source: '<script>.txt',
      coder: 'dateline',
      claims: 2,
      copy_of: null,
      resemblance: null,
    },
    claims: [claim, condition],
    condition: {
      claim: condition.id,
      document: claim.document,
      publisher,
      day: '2024-12-01',
      condition: condition.condition,
      since: null,
      until: null,
      place,
      according_to: '<b onclick="alert(16)">x</b>',
      attribution: [],
      status: 'asserted',
      evidence: claim.evidence,
    },
    incident: {
      id: 'i_bad0000000000001',
      documents: ['d_bad0000000000001'],
      mentions: [],
      claims: [claim.id],
      event_type: 'ASSAULT',
      start: '2024-12-01',
      end: '2024-12-01',
      place,
      tolls: [
        {
          kind: 'killed',
          low: 17,
          best: 17,
          high: 17,
          open: false,
          basis: [
            {
              claim: claim.id,
              document: claim.document,
              voice: '<b>a spokesman</b>',
              party: true,
              low: 17,
              best: 17,
              high: 17,
              approximate: false,
              standing: 'counts',
            },
          ],
        },
      ],
      disputes: [
        {
          about: 'toll',
          harm: 'killed',
          claims: [claim.id],
          told: '17 (<script>alert(17)</script>) against 3 (<img src=x onerror=alert(18)>)',
        },
      ],
      corroboration: 1,
      links: [],
      apart: [],
      reviews: [],
      headline: title,
    },
  };
}

/** All that the server answers from. */
export function makeWorld(count) {
  const bad = hostile();
  const documents = new Map([...SAMPLE.documents, bad.document].map((d) => [d.id, d]));
  const claims = new Map([...SAMPLE.claims, ...bad.claims].map((c) => [c.id, c]));
  const real = SAMPLE.incidents.map((i) => ({ ...i, headline: documents.get(i.documents[0])?.title ?? null }));
  const incidents = [...real, bad.incident, ...madeUp(count)];
  return {
    incidents,
    documents,
    claims,
    byId: new Map(incidents.map((i) => [i.id, i])),
    conditions: [...SAMPLE.conditions, bad.condition],
    actors: SAMPLE.actors,
  };
}

/** The claims of an incident; a made-up one gets a claim and a report when asked for. */
export function claimsOf(world, incident) {
  return incident.claims.map((id) => world.claims.get(id) ?? madeUpClaim(world, incident, id));
}

function madeUpClaim(world, incident, id) {
  const toll = incident.tolls[0];
  const town = incident.place.name;
  const text = `${incident.headline}.\n\nResidents of ${town} said on Monday that ${toll ? `${toll.low} people were killed` : 'shots were heard'} in the town.\n`;
  const start = text.indexOf('Residents');
  const evidence = { start, end: text.length - 1, text: text.slice(start, -1) };
  const word = toll ? 'killed' : 'shots';
  const at = (words) => ({ start: text.indexOf(words), end: text.indexOf(words) + words.length, text: words });
  const publisher = OUTLETS[Number.parseInt(id.slice(-2), 16) % 4];
  world.documents.set(incident.documents[0], {
    id: incident.documents[0],
    title: incident.headline,
    publisher,
    published: incident.start,
    url: `https://example.org/${id}`,
    text,
    source: 'made up',
    coder: 'mock',
    claims: 1,
    copy_of: null,
    resemblance: null,
  });
  const claim = {
    id,
    document: incident.documents[0],
    evidence,
    trigger: at(word),
    event: { type: incident.event_type, mode: null },
    condition: null,
    source_actors: [],
    target_actors: [],
    place: { ...incident.place, mention: at(town) },
    time: { start: incident.start, end: incident.end, mention: null },
    harm: toll
      ? [
          {
            kind: 'killed',
            low: toll.low,
            best: toll.low,
            high: toll.low,
            approximate: false,
            scope: 'incident',
            victims: { who: 'people' },
            span: at(`${toll.low} people`),
          },
        ]
      : [],
    attribution: [
      { speaker: `Residents of ${town}`, actor: null, verb: 'said', party: false, channel: null, span: at('said') },
    ],
    status: 'attributed',
    analysis: false,
    title: incident.headline,
    publisher,
    published: incident.start,
    rejected: false,
    reviews: [],
  };
  world.claims.set(id, claim);
  return claim;
}
