import { useEffect, useRef } from 'preact/hooks';
import { sayDay } from '../../logic/days.ts';
import { sayCode } from '../../logic/families.ts';
import type { Claim } from '../../logic/types.ts';
import { sayClaim, sayVoices } from '../../parts/claim-line.tsx';
import { Sentence } from '../../parts/evidence.tsx';
import { Link } from '../../router.tsx';

interface Props {
  claim: Claim;
  here: boolean;
  marked: boolean;
  onPick: () => void;
  onMark: () => void;
}

/** A claim to decide on: what was read, from which words, on whose word. */
export function ClaimRow({ claim, here, marked, onPick, onMark }: Props) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (here) row.current?.scrollIntoView({ block: 'nearest' });
  }, [here]);
  return (
    <li ref={row} class={`review-claim ${here ? 'here' : ''}`} aria-current={here ? 'true' : undefined}>
      <label class="mark-box">
        <input type="checkbox" checked={marked} onChange={onMark} />
        <span class="unseen">Mark, to split off: {sayClaim(claim)}</span>
      </label>
      <div>
        <button type="button" class={`claim-pick ${claim.rejected ? 'rejected' : ''}`} onClick={onPick}>
          {sayClaim(claim) || sayCode(claim.status)}
        </button>
        {claim.rejected && <span class="badge badge-dispute">rejected</span>}
        {!claim.rejected && (claim.reviews?.length ?? 0) > 0 && <span class="badge">reviewed</span>}
        <Sentence claims={[claim]} />
        <p class="quiet">
          {sayCode(claim.status)}
          {claim.attribution.length > 0 && ` · according to ${sayVoices(claim)}`} ·{' '}
          <Link to={`/documents/${claim.document}?claim=${claim.id}`}>{claim.publisher ?? 'report'}</Link>,{' '}
          {sayDay(claim.published)}
        </p>
      </div>
    </li>
  );
}
