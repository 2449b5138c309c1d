import './style.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { askEarly } from './explore/use-list.ts';
import { listQuery, readFilters } from './logic/filters.ts';
import { applyTheme, chosenTheme } from './theme.ts';

if (location.pathname === '/') askEarly(listQuery(readFilters(location.search)));
applyTheme(chosenTheme());
const root = document.getElementById('app');
if (root) {
  root.textContent = '';
  render(<App />, root);
}
