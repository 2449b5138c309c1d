import type { ComponentChildren, TargetedEvent, TargetedKeyboardEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { exportPath } from '../api.ts';
import { allCountries, countryName } from '../logic/countries.ts';
import { sayDay } from '../logic/days.ts';
import { HARMS, MODES, STATUSES, sayCode, sayType, TYPES } from '../logic/families.ts';
import { exportQuery, type Filters, noFilters, setFilters } from '../logic/filters.ts';

/** Event types, then ways of doing them: the API takes either as `type`. */
const KINDS: readonly (readonly [string, string])[] = [
  ...TYPES.map((t) => [t, sayType(t)] as const),
  ...MODES.map(([mode, name]) => [mode, `– ${name}`] as const),
];

interface Props {
  filters: Filters;
  onChange: (change: Partial<Filters>) => void;
}

/** Search and filters. Lists apply at once, words with Enter or when the field is left. */
export function FilterBar({ filters, onChange }: Props) {
  const search = useRef<HTMLInputElement>(null);
  useSlash(search);
  const narrow = useNarrow();
  const words = (
    <Words
      name="text"
      label="Words"
      hide
      placeholder="Words in headline or text"
      value={filters.text}
      onChange={onChange}
      wide
      input={search}
    />
  );
  const common = (
    <>
      <Words name="from" label="From" type="date" value={filters.from} onChange={onChange} />
      <Words name="to" label="To" type="date" value={filters.to} onChange={onChange} />
      <Choice
        name="country"
        label="Country"
        all="Any country"
        options={allCountries()}
        value={filters.country}
        onChange={onChange}
      />
      <Choice name="type" label="Type" all="Any type" options={KINDS} value={filters.type} onChange={onChange} />
      <Choice
        name="harm"
        label="Harm"
        all="Any harm"
        options={HARMS.map((h) => [h, sayCode(h)])}
        value={filters.harm}
        onChange={onChange}
      />
      <label class="check">
        <input
          type="checkbox"
          checked={filters.disputed}
          onChange={(event) => onChange({ disputed: event.currentTarget.checked })}
        />
        In dispute
      </label>
    </>
  );
  const rarer = (
    <>
      <Words
        name="actor"
        label="Actor"
        placeholder="Name or id, either side"
        value={filters.actor}
        onChange={onChange}
      />
      <Words name="admin1" label="Province" placeholder="Aleppo" value={filters.admin1} onChange={onChange} />
      <Words name="publisher" label="Publisher" value={filters.publisher} onChange={onChange} />
      <Choice
        name="status"
        label="Status of a claim"
        all="Any status"
        options={STATUSES.map((s) => [s, sayCode(s)])}
        value={filters.status}
        onChange={onChange}
      />
    </>
  );
  return (
    <form class="filters" role="search" aria-label="Filter incidents" onSubmit={(event) => event.preventDefault()}>
      {words}
      {!narrow && common}
      <Menu name={narrow ? 'Filters' : 'More filters'}>
        <div class={`menu-body ${narrow ? 'folded' : ''}`}>
          {narrow && common}
          {rarer}
        </div>
      </Menu>
      <Download filters={filters} />
    </form>
  );
}

/** A menu that closes with Escape and when something beside it is pressed. */
function Menu({ name, right, children }: { name: string; right?: boolean; children: ComponentChildren }) {
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const shut = (event: Event) => {
      if (box.current?.open && !box.current.contains(event.target as Node)) box.current.open = false;
    };
    addEventListener('pointerdown', shut);
    return () => removeEventListener('pointerdown', shut);
  }, []);
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !box.current?.open) return;
    box.current.open = false;
    box.current.querySelector('summary')?.focus();
  };
  return (
    <details class={`menu ${right ? 'menu-right' : ''}`} ref={box} onKeyDown={press}>
      <summary>{name}</summary>
      {children}
    </details>
  );
}

/** Whether the page is narrow: then the filters fold into one menu, so that the map is on the first screen. */
function useNarrow(): boolean {
  const [query] = useState(() => matchMedia('(max-width: 900px)'));
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const follow = () => setNarrow(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, [query]);
  return narrow;
}

/** '/' goes to the search field, as readers of long lists expect. */
function useSlash(field: { current: HTMLInputElement | null }): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [field]);
}

interface WordsProps {
  name: keyof Filters;
  label: string;
  value: string;
  onChange: Props['onChange'];
  type?: 'text' | 'date';
  placeholder?: string;
  hide?: boolean;
  wide?: boolean;
  input?: { current: HTMLInputElement | null };
}

function Words({ name, label, value, onChange, type = 'text', placeholder, hide, wide, input }: WordsProps) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const apply = (words: string) => {
    if (words.trim() !== value) onChange({ [name]: words.trim() });
  };
  const common = {
    ref: input,
    name,
    value: draft,
    autocomplete: 'off',
    onInput: (event: TargetedEvent<HTMLInputElement>) => setDraft(event.currentTarget.value),
    onChange: (event: TargetedEvent<HTMLInputElement>) => apply(event.currentTarget.value),
    onKeyDown: (event: TargetedKeyboardEvent<HTMLInputElement>) =>
      event.key === 'Enter' && apply(event.currentTarget.value),
  };
  return (
    <label class={`field ${wide ? 'field-wide' : ''}`}>
      <span class={hide ? 'unseen' : 'field-name'}>{label}</span>
      {type === 'date' ? (
        <input type="date" {...common} />
      ) : (
        <input type="text" placeholder={placeholder} {...common} />
      )}
    </label>
  );
}

interface ChoiceProps {
  name: keyof Filters;
  label: string;
  all: string;
  options: readonly (readonly [string, string])[];
  value: string;
  onChange: Props['onChange'];
}

function Choice({ name, label, all, options, value, onChange }: ChoiceProps) {
  const known = value === '' || options.some(([id]) => id === value);
  return (
    <label class="field">
      <span class="field-name">{label}</span>
      <select name={name} value={value} onChange={(event) => onChange({ [name]: event.currentTarget.value })}>
        <option value="">{all}</option>
        {!known && <option value={value}>{value}</option>}
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

const FORMATS: readonly [string, string, string][] = [
  ['csv', 'CSV', 'a row an incident'],
  ['jsonl', 'JSON Lines', 'whole, with every claim'],
  ['geojson', 'GeoJSON', 'for maps'],
  ['hxl', 'HXL', 'for humanitarian data'],
  ['parquet', 'Parquet', 'for analysis'],
  ['geoparquet', 'GeoParquet', 'for analysis of places'],
  ['acled', 'ACLED-like CSV', 'in the columns of that data set'],
  ['ucdp', 'UCDP-like CSV', 'in the columns of that data set'],
];

function Download({ filters }: { filters: Filters }) {
  return (
    <Menu name="Download" right>
      <div class="menu-body">
        <p class="quiet">Exactly the incidents that the filters show, with bounds and voices.</p>
        <ul class="plain">
          {FORMATS.map(([id, name, what]) => (
            <li key={id}>
              <a href={exportPath(id, exportQuery(filters))} download>
                {name}
              </a>
              <span class="quiet"> {what}</span>
            </li>
          ))}
        </ul>
      </div>
    </Menu>
  );
}

const NAMES: Partial<Record<keyof Filters, string>> = {
  from: 'from',
  to: 'to',
  country: 'country',
  admin1: 'province',
  bbox: 'area',
  type: 'type',
  actor: 'actor',
  harm: 'harm',
  status: 'status',
  publisher: 'publisher',
  text: 'words',
  disputed: 'only',
};

/** The filters that are set, each with a button that removes it. */
export function FilterChips({ filters, onChange }: Props) {
  const set = setFilters(filters);
  if (set.length === 0) return null;
  const say = (name: keyof Filters, value: string) => {
    if (name === 'country') return countryName(value);
    if (name === 'from' || name === 'to') return sayDay(value);
    if (name === 'type')
      return TYPES.includes(value.toUpperCase()) ? sayType(value.toUpperCase()) : sayType(value.toLowerCase());
    if (name === 'bbox') return 'of the map';
    return sayCode(value);
  };
  return (
    <ul class="chips" aria-label="Filters that are set">
      {set.map(({ name, value }) => (
        <li key={name}>
          <button type="button" class="chip" onClick={() => onChange({ [name]: name === 'disputed' ? false : '' })}>
            <span class="quiet">{NAMES[name]}</span> {say(name, value)}
            <span class="unseen">: remove this filter</span>
            <span aria-hidden="true" class="chip-x">
              ×
            </span>
          </button>
        </li>
      ))}
      <li>
        <button
          type="button"
          class="chip chip-all"
          onClick={() => onChange({ ...noFilters(), sort: filters.sort, reverse: filters.reverse })}
        >
          Clear all
        </button>
      </li>
    </ul>
  );
}
