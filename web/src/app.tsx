import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Explore } from './explore/explore.tsx';
import { useNews } from './live.ts';
import { Failed, Loading } from './parts/states.tsx';
import { counted } from './parts/words.ts';
import { type Address, Link, useAddress } from './router.tsx';
import { SessionContext, useSession, useSessionState } from './session.ts';
import { chooseTheme, chosenTheme, type Theme } from './theme.ts';

export interface PageProps {
  /** What stands in the path after the page's name. */
  id: string;
  query: string;
  /** Moves when the reader asked for what came in since. */
  version: number;
}

type Page = ComponentType<PageProps>;

/** Pages other than the first come when they are asked for: the first is the one that must be quick. */
const LATER: Readonly<Record<string, () => Promise<Page>>> = {
  incidents: () => import('./pages/incident.tsx').then((m) => m.IncidentPage),
  documents: () => import('./pages/document.tsx').then((m) => m.DocumentPage),
  conditions: () => import('./pages/conditions.tsx').then((m) => m.ConditionsPage),
  actors: () => import('./pages/actors.tsx').then((m) => m.ActorsPage),
  publishers: () => import('./pages/publishers.tsx').then((m) => m.PublishersPage),
  review: () => import('./pages/review.tsx').then((m) => m.ReviewPage),
  feeds: () => import('./pages/feeds.tsx').then((m) => m.FeedsPage),
  add: () => import('./pages/add.tsx').then((m) => m.AddPage),
  'sign-in': () => import('./pages/signin.tsx').then((m) => m.SignInPage),
};

const NAV: readonly [string, string][] = [
  ['/', 'Incidents'],
  ['/conditions', 'Conditions'],
  ['/actors', 'Actors'],
  ['/publishers', 'Publishers'],
  ['/review', 'Review'],
];

export function App() {
  const address = useAddress();
  const session = useSessionState();
  const news = useNews();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  // A reader with a screen reader or the keyboard lands on the new page, not on the link that was pressed.
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current?.focus({ preventScroll: true });
  }, [address.path]);
  return (
    <SessionContext.Provider value={session}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Header address={address} />
      {news.news && (
        <div class="news" role="status">
          <span>{sayNews(news.news.incidents - (news.base?.incidents ?? 0))}</span>
          <button type="button" class="button button-small" onClick={news.take}>
            Show
          </button>
        </div>
      )}
      <main id="main" ref={main} tabIndex={-1}>
        <Route address={address} version={news.version} />
      </main>
    </SessionContext.Provider>
  );
}

function sayNews(more: number): string {
  return more > 0 ? counted(more, 'new incident') : 'The ledger has changed';
}

function Header({ address }: { address: Address }) {
  return (
    <header class="top">
      <Link to="/" class="brand" aria-label="Dateline, to the incidents">
        <svg width="22" height="22" viewBox="0 0 32 32" aria-hidden="true">
          <path class="brand-lines" d="M5 8h22M5 16h22M5 24h12" />
          <circle class="brand-dot" cx="25" cy="24" r="4" />
        </svg>
        <span>Dateline</span>
      </Link>
      <nav aria-label="Pages">
        {NAV.map(([to, name]) => {
          const here =
            to === '/' ? address.path === '/' || address.path.startsWith('/incidents') : address.path.startsWith(to);
          return (
            <Link key={to} to={to} aria-current={here ? 'page' : undefined}>
              {name}
            </Link>
          );
        })}
        <a href="/docs">API</a>
      </nav>
      <Account />
      <ThemeSwitch />
    </header>
  );
}

/** Who is signed in, where someone can be. */
function Account() {
  const { session, mayReview } = useSession();
  if (!session.sign_in) return null;
  return (
    <span class="account">
      {session.feeds && <Link to="/feeds">Feeds</Link>}
      {mayReview && <Link to="/add">Add a report</Link>}
      <Link to="/sign-in">{session.user?.name ?? 'Sign in'}</Link>
    </span>
  );
}

const THEMES: readonly [Theme, string][] = [
  ['auto', 'System colours'],
  ['light', 'Light'],
  ['dark', 'Dark'],
];

function ThemeSwitch() {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <label class="theme">
      <span class="unseen">Colours</span>
      <select
        value={theme}
        onChange={(event) => {
          const next = event.currentTarget.value as Theme;
          chooseTheme(next);
          setTheme(next);
        }}
      >
        {THEMES.map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function Route({ address, version }: { address: Address; version: number }) {
  const [, name = '', id = ''] = address.path.split('/').map(decodeOr);
  if (name === '') return <Explore query={address.query} version={version} />;
  const load = Object.hasOwn(LATER, name) ? LATER[name] : undefined;
  if (!load) return <NotFound />;
  return <Late key={name} load={load} id={id} query={address.query} version={version} />;
}

function decodeOr(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** A page that comes when it is asked for. */
function Late({ load, ...props }: PageProps & { load: () => Promise<Page> }) {
  const [page, setPage] = useState<{ Page: Page } | null>(null);
  const [broken, setBroken] = useState(false);
  useEffect(() => {
    let here = true;
    load().then(
      (Page) => here && setPage({ Page }),
      () => here && setBroken(true),
    );
    return () => {
      here = false;
    };
  }, [load]);
  if (broken) {
    return (
      <Failed
        problem={{
          title: 'This page could not be loaded',
          status: 0,
          detail: 'The server may have been updated: load the page anew.',
        }}
        again={() => location.reload()}
      />
    );
  }
  return page ? <page.Page {...props} /> : <Loading what="the page" />;
}

function NotFound() {
  useEffect(() => {
    document.title = 'Not found · Dateline';
  }, []);
  return (
    <div class="state">
      <h1>There is no such page</h1>
      <p>
        <Link to="/">All incidents</Link> are on the first page; each has an address of its own.
      </p>
    </div>
  );
}
