import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import { get, rememberToken, send } from './api.ts';
import { open as listen } from './live.ts';
import type { Session } from './logic/types.ts';

const CLOSED: Session = { user: null, csrf: null, writable: false, feeds: false, sign_in: false };

export interface SessionState {
  session: Session;
  /** Whether reviews can be written now. */
  mayReview: boolean;
  signIn: (name: string, password: string) => Promise<void>;
  signOut: () => Promise<void>;
}

export const SessionContext = createContext<SessionState>({
  session: CLOSED,
  mayReview: false,
  signIn: async () => {},
  signOut: async () => {},
});

export const useSession = () => useContext(SessionContext);

/** Who is signed in, asked once at the start. A server that does not say is read-only. */
export function useSessionState(): SessionState {
  const [session, setSession] = useState<Session>(CLOSED);
  const take = (now: Session | null) => {
    const next = now ?? CLOSED;
    rememberToken(next);
    setSession(next);
  };
  useEffect(() => {
    get<Session>('/session').then(take, () => take(null));
  }, []);
  return {
    session,
    mayReview: session.writable,
    signIn: async (name, password) => {
      take(await send<Session>('POST', '/session', { name, password }));
      listen();
    },
    signOut: async () => take((await send<Session | null>('DELETE', '/session')) ?? (await get<Session>('/session'))),
  };
}
