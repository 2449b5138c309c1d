import { useEffect, useRef } from 'preact/hooks';
import { KEYS } from '../../logic/review.ts';

/** The keys, over the page. */
export function KeyHelpBox({ onClose }: { onClose: () => void }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    box.current?.showModal();
  }, []);
  return (
    <dialog
      ref={box}
      class="dialog"
      aria-labelledby="keys-title"
      onClose={onClose}
      onKeyDown={(event) => event.key === '?' && box.current?.close()}
    >
      <h2 id="keys-title">Keys</h2>
      <dl class="keys">
        {KEYS.map((key) => (
          <div key={key.does}>
            <dt>
              {key.keys.map((k) => (
                <kbd key={k}>{k}</kbd>
              ))}
            </dt>
            <dd>{key.does}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">Each decision asks for its reason, is kept in a trail with your name, and can be undone.</p>
      <button type="button" class="button" onClick={() => box.current?.close()}>
        Close
      </button>
    </dialog>
  );
}
