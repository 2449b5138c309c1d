import type { Columns, Window } from '../logic/columns.ts';
import type { Filters } from '../logic/filters.ts';
import type { Incident, Problem } from '../logic/types.ts';

interface Props {
  columns: Columns | null;
  window: Window;
  filters: Filters;
  pointed: Incident | null;
  onChange: (change: Partial<Filters>) => void;
  problem: Problem | null;
  loading: boolean;
}

export function MapBox({ columns, problem }: Props) {
  return <div class="map-box">{problem ? problem.title : columns?.n}</div>;
}
