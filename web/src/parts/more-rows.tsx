import { useEffect, useState } from 'preact/hooks';
import { get } from '../api.ts';
import { problemOf } from '../ask.ts';
import { sayNumber } from '../logic/tolls.ts';
import type { Paged, Problem } from '../logic/types.ts';

interface Rows<T> {
  rows: T[];
  total: number;
  next: string | null;
}

/** All pages of a list that the reader asked for so far. */
export function useRows<T>(path: string, version: number) {
  const [state, setState] = useState<{ path: string; list: Rows<T> | null; problem: Problem | null; loading: boolean }>(
    {
      path,
      list: null,
      problem: null,
      loading: true,
    },
  );
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const stop = new AbortController();
    setState((now) => ({ ...now, path, loading: true, problem: null }));
    get<Paged<T>>(path, stop.signal)
      .then((list) => setState({ path, list, problem: null, loading: false }))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setState({ path, list: null, problem: problemOf(error), loading: false });
      });
    return () => stop.abort();
  }, [path, version, turn]);
  const more = () => {
    const { list } = state;
    if (!list?.next) return;
    setState((now) => ({ ...now, loading: true }));
    get<Paged<T>>(`${path}&cursor=${encodeURIComponent(list.next)}`)
      .then((page) =>
        setState((now) =>
          now.path === path
            ? { path, list: { ...page, rows: [...list.rows, ...page.rows] }, problem: null, loading: false }
            : now,
        ),
      )
      .catch((error: unknown) => setState((now) => ({ ...now, problem: problemOf(error), loading: false })));
  };
  return { ...state, more, again: () => setTurn((n) => n + 1) };
}

export function More({
  shown,
  total,
  loading,
  onMore,
}: {
  shown: number;
  total: number;
  loading: boolean;
  onMore: () => void;
}) {
  if (shown >= total) return null;
  return (
    <button type="button" class="button more" disabled={loading} onClick={onMore}>
      Show more ({sayNumber(shown)} of {sayNumber(total)})
    </button>
  );
}
