import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from './api.ts';
import type { Problem } from './logic/types.ts';

/** An answer on its way, here, or failed. While a new one is on its way, the last stays to be read. */
export interface Asked<T> {
  value: T | null;
  problem: Problem | null;
  loading: boolean;
  again: () => void;
}

/** Asks the API for a path and follows it; `null` asks nothing. `version` asks the same path again when it moves. */
export function useAnswer<T>(path: string | null, version = 0): Asked<T> {
  const [state, setState] = useState<{
    value: T | null;
    problem: Problem | null;
    loading: boolean;
    path: string | null;
  }>({
    value: null,
    problem: null,
    loading: path !== null,
    path: null,
  });
  const [turn, setTurn] = useState(0);
  const last = useRef(path);
  useEffect(() => {
    if (path === null) return;
    const stop = new AbortController();
    const same = last.current === path;
    last.current = path;
    setState((now) => ({ ...now, loading: true, problem: same ? now.problem : null }));
    get<T>(path, stop.signal)
      .then((value) => setState({ value, problem: null, loading: false, path }))
      .catch((error: unknown) => {
        if (!stop.signal.aborted) setState((now) => ({ ...now, problem: problemOf(error), loading: false }));
      });
    return () => stop.abort();
  }, [path, turn, version]);
  return { value: state.value, problem: state.problem, loading: state.loading, again: () => setTurn((n) => n + 1) };
}

/** A problem to show, of whatever was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  return { title: 'Something went wrong in the page', status: -1, detail: String(error) };
}
