import { useEffect, useRef, useState } from 'preact/hooks';
import { problemOf } from '../../ask.ts';
import { type Draft, FIELDS } from '../../logic/review.ts';
import type { Problem } from '../../logic/types.ts';

interface Props {
  draft: Draft;
  onClose: () => void;
  onDecide: (reason: string, fields: Record<string, string>) => Promise<void>;
}

/** Asks for the reason of a decision, and for a correction what the field is. Enter decides, Escape does not. */
export function DecideDialog({ draft, onClose, onDecide }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const [field, setField] = useState('killed');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    box.current?.showModal();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setProblem(null);
    try {
      const fields: Record<string, string> =
        draft.action === 'correct' ? { [field]: String(form.get('value') ?? '') } : {};
      await onDecide(String(form.get('reason') ?? ''), fields);
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <dialog ref={box} class="dialog" aria-labelledby="decide-title" onClose={onClose}>
      <form onSubmit={submit}>
        <h2 id="decide-title">{draft.says[0]?.toUpperCase() + draft.says.slice(1)}</h2>
        {draft.action === 'correct' && (
          <div class="correct">
            <label class="field">
              <span class="field-name">Field</span>
              <select value={field} onChange={(event) => setField(event.currentTarget.value)}>
                {FIELDS.map(([id]) => (
                  <option key={id} value={id}>
                    {id.replace('_', ' ')}
                  </option>
                ))}
              </select>
            </label>
            <label class="field">
              <span class="field-name">Is</span>
              <input name="value" required placeholder={FIELDS.find(([id]) => id === field)?.[1]} autocomplete="off" />
            </label>
          </div>
        )}
        <label class="field">
          <span class="field-name">Why</span>
          <input name="reason" required autocomplete="off" placeholder="an old photograph; the list of names; …" />
        </label>
        {problem && (
          <p class="form-problem" role="alert">
            {problem.detail ?? problem.title}
          </p>
        )}
        <p class="page-tools">
          <button type="submit" class="button button-main" disabled={busy}>
            Decide
          </button>
          <button type="button" class="button" onClick={() => box.current?.close()}>
            Cancel
          </button>
        </p>
      </form>
    </dialog>
  );
}
