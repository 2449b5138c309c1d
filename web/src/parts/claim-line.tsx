import { sayCode, sayType } from '../logic/families.ts';
import { sayBounds } from '../logic/tolls.ts';
import type { Claim, Condition, Harm } from '../logic/types.ts';

/** 'at least 53 people killed': a figure of a claim as its report has it. */
export function sayHarm(harm: Harm): string {
  const who = harm.victims?.who ? ` ${harm.victims.who}` : '';
  return `${harm.approximate ? 'about ' : ''}${sayBounds(harm)}${who} ${sayCode(harm.kind)}`;
}

/** 'control · Atarib: held by Syrian armed opposition'. */
export function sayCondition(condition: Condition): string {
  const extent = condition.extent ? ` (${condition.extent})` : '';
  const holder = condition.holder ? ` by ${condition.holder}` : '';
  return `${sayCode(condition.kind)} · ${condition.subject ?? 'not named'}${extent}: ${condition.state ?? 'state not told'}${holder}`;
}

/** A claim in a line: what, by whom, against whom, with what harm. */
export function sayClaim(claim: Claim): string {
  const parts: string[] = [];
  if (claim.condition) parts.push(sayCondition(claim.condition));
  if (claim.event)
    parts.push(
      [sayType(claim.event.type), claim.event.mode ? sayCode(claim.event.mode) : null].filter(Boolean).join(', '),
    );
  const names = (actors: { name: string }[]) => actors.map((a) => a.name).join(', ');
  if (claim.source_actors.length > 0) parts.push(`by ${names(claim.source_actors)}`);
  if (claim.target_actors.length > 0) parts.push(`against ${names(claim.target_actors)}`);
  for (const harm of claim.harm) parts.push(sayHarm(harm));
  return parts.join(' · ');
}

/** Who is cited, and how: 'Syrian Observatory for Human Rights (said)'. */
export function sayVoices(claim: Claim): string {
  return claim.attribution
    .map(
      (a) =>
        `${a.speaker}${a.verb ? ` (“${a.verb}”)` : ''}${a.channel ? `, by ${sayCode(a.channel)}` : ''}${a.party ? ', a side in the fight' : ''}`,
    )
    .join('; ');
}
