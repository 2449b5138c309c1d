import { useEffect, useState } from 'preact/hooks';

export type Theme = 'auto' | 'light' | 'dark';

const KEY = 'dateline-theme';
const CHANGED = 'dateline:theme';
const dark = matchMedia('(prefers-color-scheme: dark)');

/** What was chosen; where nothing was, or storage is shut, the system's way. */
export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'auto';
  } catch {
    return 'auto';
  }
}

export function applyTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function chooseTheme(theme: Theme): void {
  applyTheme(theme);
  try {
    if (theme === 'auto') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // Storage is shut: the choice holds until the page is left.
  }
  dispatchEvent(new Event(CHANGED));
}

export function isDark(): boolean {
  const set = document.documentElement.dataset.theme;
  return set ? set === 'dark' : dark.matches;
}

/** Whether the page is dark, followed: what is drawn on canvases does not get colours from style sheets. */
export function useDark(): boolean {
  const [now, setNow] = useState(isDark);
  useEffect(() => {
    const follow = () => setNow(isDark());
    dark.addEventListener('change', follow);
    addEventListener(CHANGED, follow);
    return () => {
      dark.removeEventListener('change', follow);
      removeEventListener(CHANGED, follow);
    };
  }, []);
  return now;
}
