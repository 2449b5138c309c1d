import type { Problem, Session } from './logic/types.ts';

/** What went wrong with a request, as the server tells it, or that it did not answer. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** What to try, for people. */
export function remedy({ status }: Problem): string {
  if (status === 0)
    return 'The server does not answer. Is “dateline serve” still running? Nothing is lost: try again when it is.';
  if (status === 400) return 'Change or remove the filter named above.';
  if (status === 401) return 'Sign in, then try again.';
  if (status === 403) return 'Your role does not allow this. An administrator can change it.';
  if (status === 404)
    return 'It may have been merged into another incident when newer reports came in. Search for it in the list.';
  if (status === 429) return 'Too many requests in a short time. Wait a moment.';
  return 'Try again in a moment. If it stays, look at what the server prints.';
}

const BASE = '/api/v1';

async function request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (method !== 'GET' && csrf) headers['x-csrf-token'] = csrf;
  let answer: Response;
  try {
    answer = await fetch(BASE + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      signal: signal ?? null,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ApiError({ title: 'No answer', status: 0 });
  }
  const text = await answer.text();
  const value: unknown = parse(text);
  if (!answer.ok) {
    const problem = (typeof value === 'object' && value !== null ? value : {}) as Partial<Problem>;
    throw new ApiError({ title: `The server answered ${answer.status}`, ...problem, status: answer.status });
  }
  return value as T;
}

function parse(text: string): unknown {
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** GET of a path below /api/v1. */
export const get = <T>(path: string, signal?: AbortSignal) => request<T>('GET', path, undefined, signal);

/** POST or DELETE of a path below /api/v1, with the session's token. */
export const send = <T>(method: 'POST' | 'DELETE', path: string, body?: unknown) => request<T>(method, path, body);

let csrf: string | null = null;

/** Remembers the token that requests which change something must carry. */
export function rememberToken(session: Session): void {
  csrf = session.csrf;
}

/** Where a download of what the filters show is found. */
export function exportPath(format: string, query: string): string {
  return `${BASE}/export/${format}${query ? `?${query}` : ''}`;
}
