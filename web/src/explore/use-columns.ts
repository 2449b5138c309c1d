import { useEffect, useRef, useState } from 'preact/hooks';
import type { Columns } from '../logic/columns.ts';
import type { Problem } from '../logic/types.ts';

interface Answer {
  ask: number;
  columns?: Columns;
  problem?: Problem;
}

let worker: Worker | null = null;
let asked = 0;

/** The map's columns for a query. The last ones stay until the next are here, so that the map does not blink. */
export function useColumns(
  query: string,
  version: number,
): { columns: Columns | null; problem: Problem | null; loading: boolean } {
  const [state, setState] = useState<{ columns: Columns | null; problem: Problem | null; loading: boolean }>({
    columns: null,
    problem: null,
    loading: true,
  });
  const wanted = useRef(0);
  useEffect(() => {
    worker ??= new Worker(new URL('../columns.worker.ts', import.meta.url), { type: 'module' });
    const ask = ++asked;
    wanted.current = ask;
    setState((now) => ({ ...now, loading: true }));
    const take = (event: MessageEvent<Answer>) => {
      if (event.data.ask !== wanted.current) return;
      const { columns, problem } = event.data;
      setState((now) => ({ columns: columns ?? now.columns, problem: problem ?? null, loading: false }));
    };
    worker.addEventListener('message', take);
    worker.postMessage({ ask, query });
    return () => worker?.removeEventListener('message', take);
  }, [query, version]);
  return state;
}
