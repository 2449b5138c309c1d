import type { Problem } from '../../logic/types.ts';

/** A decision of the trail. */
export interface ReviewRow {
  seq: number;
  /** In words: 'reject', 'correct killed: 12', 'undo 4'. */
  decision: string;
  subject: string;
  claims: string[];
  reviewer: string;
  made: string;
  reason: string;
  /** Whether nobody undid it. */
  holds?: boolean;
}

/** What was decided of this incident, by whom, when and why. Nothing is ever taken out of it. */
export function Trail({ rows, problem }: { rows: ReviewRow[]; problem: Problem | null }) {
  return (
    <section class="trail" aria-labelledby="trail">
      <h3 id="trail">What was decided here</h3>
      {problem && <p class="quiet">The trail can not be read: {problem.detail ?? problem.title}</p>}
      {!problem && rows.length === 0 && <p class="quiet">Nothing yet.</p>}
      <ol class="plain">
        {rows.map((row) => (
          <li key={row.seq} class={row.holds === false ? 'undone' : ''}>
            <strong>
              {row.seq}. {row.decision}
            </strong>{' '}
            <span class="quiet">{row.subject}</span>
            {row.holds === false && <span class="badge">undone</span>}
            <p>
              {row.reason || 'no reason given'}{' '}
              <span class="quiet">
                – {row.reviewer}, {row.made.replace('T', ' ').slice(0, 16)}
              </span>
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}
