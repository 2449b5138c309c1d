import { useEffect, useState } from 'preact/hooks';
import { get } from '../api.ts';
import { problemOf } from '../ask.ts';
import type { Incident, Paged, Problem } from '../logic/types.ts';

const PAGE = 50;

interface Kept {
  rows: Incident[];
  total: number;
  next: string | null;
}

/** Lists that were read, by their query, so that coming back from an incident finds the list as it was left. */
const kept = new Map<string, Kept>();
const MOST_KEPT = 12;

function keep(key: string, list: Kept): void {
  kept.delete(key);
  kept.set(key, list);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
}

/** Lists asked for before the page is drawn. */
const early = new Map<string, Promise<Paged<Incident>>>();

/** Asks for the first page of a list at once: on a slow machine drawing the page takes as long as the answer. */
export function askEarly(query: string): void {
  const answer = get<Paged<Incident>>(firstPage(query));
  answer.catch(() => {});
  early.set(query, answer);
}

function firstPage(query: string): string {
  return `/incidents?${query}&limit=${PAGE}`;
}

export interface List {
  rows: Incident[] | null;
  total: number;
  hasMore: boolean;
  loading: boolean;
  problem: Problem | null;
  more: () => void;
  again: () => void;
}

/** The incidents of a query, page by page. */
export function useList(query: string, version: number): List {
  const key = `${version}?${query}`;
  const [state, setState] = useState<{ list: Kept | null; loading: boolean; problem: Problem | null }>({
    list: kept.get(key) ?? null,
    loading: false,
    problem: null,
  });
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const before = kept.get(key);
    if (before) {
      setState({ list: before, loading: false, problem: null });
      return;
    }
    const stop = new AbortController();
    setState((now) => ({ ...now, loading: true, problem: null }));
    const begun = early.get(query);
    early.delete(query);
    (begun ?? get<Paged<Incident>>(firstPage(query), stop.signal))
      .then(({ rows, total, next }) => {
        if (stop.signal.aborted) return;
        keep(key, { rows, total, next });
        setState({ list: { rows, total, next }, loading: false, problem: null });
      })
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setState({ list: null, loading: false, problem: problemOf(error) });
      });
    return () => stop.abort();
  }, [key, turn]);
  const { list } = state;
  const more = () => {
    if (!list?.next || state.loading) return;
    setState((now) => ({ ...now, loading: true }));
    get<Paged<Incident>>(`${firstPage(query)}&cursor=${encodeURIComponent(list.next)}`)
      .then(({ rows, total, next }) => {
        const longer = { rows: [...list.rows, ...rows], total, next };
        keep(key, longer);
        setState((now) => (now.list === list ? { list: longer, loading: false, problem: null } : now));
      })
      .catch((error: unknown) => setState((now) => ({ ...now, loading: false, problem: problemOf(error) })));
  };
  return {
    rows: list?.rows ?? null,
    total: list?.total ?? 0,
    hasMore: Boolean(list?.next),
    loading: state.loading,
    problem: state.problem,
    more,
    again: () => setTurn((n) => n + 1),
  };
}
