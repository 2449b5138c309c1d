import { useEffect, useState } from 'preact/hooks';

export interface LedgerNews {
  changes: number;
  documents: number;
  claims: number;
  incidents: number;
  unsettled: boolean;
}

/** The live line to the server: what the ledger is now, and whether the line is up. */
let source: EventSource | null = null;
let latest: LedgerNews | null = null;
const listeners = new Set<(news: LedgerNews) => void>();

export function open(): void {
  if (source !== null || typeof EventSource === 'undefined') return;
  source = new EventSource('/api/v1/events');
  // A server that refuses (one must sign in first) is asked again when someone did.
  source.addEventListener('error', () => {
    if (source?.readyState === EventSource.CLOSED) source = null;
  });
  source.addEventListener('ledger', (event) => {
    try {
      latest = JSON.parse((event as MessageEvent<string>).data) as LedgerNews;
    } catch {
      return;
    }
    for (const listener of listeners) listener(latest);
  });
}

/**
 * What came in since the page's data was fetched: `null` while nothing did. `take()` accepts it: the caller then fetches anew.
 * Data never changes under the reader's eyes by itself.
 */
export function useNews(): { news: LedgerNews | null; base: LedgerNews | null; take: () => void; version: number } {
  const [base, setBase] = useState<LedgerNews | null>(latest);
  const [now, setNow] = useState<LedgerNews | null>(latest);
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const follow = (news: LedgerNews) => {
      setBase((old) => old ?? news);
      setNow(news);
    };
    listeners.add(follow);
    open();
    return () => {
      listeners.delete(follow);
    };
  }, []);
  const fresh = now !== null && base !== null && now.changes !== base.changes;
  const take = () => {
    setBase(now);
    setVersion((n) => n + 1);
  };
  return { news: fresh ? now : null, base, take, version };
}
