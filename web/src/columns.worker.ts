/// <reference lib="webworker" />
import { buffersOf, columnsOf } from './logic/columns.ts';
import type { MapAnswer } from './logic/types.ts';

/** Fetches and unpacks the map's columns off the page's thread: ten megabytes of JSON would stop it for a tenth of a second. */
addEventListener('message', async (event: MessageEvent<{ ask: number; query: string }>) => {
  const { ask, query } = event.data;
  try {
    const answer = await fetch(`/api/v1/map${query ? `?${query}` : ''}`, { headers: { accept: 'application/json' } });
    if (!answer.ok) {
      const body = await answer.json().catch(() => ({}));
      postMessage({ ask, problem: { title: `HTTP ${answer.status}`, status: answer.status, ...body } });
      return;
    }
    const columns = columnsOf((await answer.json()) as MapAnswer);
    postMessage({ ask, columns }, { transfer: buffersOf(columns) });
  } catch (error) {
    postMessage({ ask, problem: { title: 'No answer', status: 0, detail: String(error) } });
  }
});
