import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Told when the address changes, also by the browser's own back button (`popstate`). */
const CHANGED = 'dateline:address';

export interface Address {
  path: string;
  query: string;
}

export function address(): Address {
  return { path: location.pathname, query: location.search.replace(/^\?/, '') };
}

/** Goes to an address of the app. `replace`: without a new step in the history, for what changes many times a second. */
export function go(to: string, replace = false): void {
  if (to === location.pathname + location.search) return;
  if (replace) history.replaceState(history.state, '', to);
  else history.pushState(null, '', to);
  dispatchEvent(new Event(CHANGED));
}

/** The address, followed. */
export function useAddress(): Address {
  const [now, setNow] = useState(address);
  useEffect(() => {
    const follow = () => setNow(address());
    addEventListener('popstate', follow);
    addEventListener(CHANGED, follow);
    return () => {
      removeEventListener('popstate', follow);
      removeEventListener(CHANGED, follow);
    };
  }, []);
  return now;
}

interface LinkProps {
  to: string;
  children: ComponentChildren;
  class?: string;
  title?: string;
  'aria-label'?: string;
  'aria-current'?: 'page' | undefined;
  onFocus?: () => void;
  onBlur?: () => void;
}

/** A link within the app: no load of the page, but all that links do (open in a tab, copy the address). */
export function Link({ to, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    const before = location.pathname;
    go(to);
    if (location.pathname !== before) scrollTo(0, 0);
  };
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  );
}
