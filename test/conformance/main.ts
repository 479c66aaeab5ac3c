import fs from 'node:fs';
import path from 'node:path';
import { SHARED_DATA } from '../shared-data';
import { fileVerdicts, headerVerdicts, type Verdict } from './verdicts';

const OUTCOMES = ['right', 'wrong', 'refused'] as const;

/** Prints how every real FITS file compares with what astropy reads; the exit code is 1 where anything is wrong. */
function main(): void {
  const folder = path.join(SHARED_DATA, 'fits');
  if (!fs.existsSync(path.join(folder, 'expected.json'))) {
    console.log(`The FITS files are not in ${folder}: nothing to compare.`);
    return;
  }
  const verdicts = [...fileVerdicts(folder), ...headerVerdicts(path.join(folder, 'wcs-headers'))];
  const kinds = [...new Set(verdicts.map(({ kind }) => kind))].sort();
  const rows = [
    ...kinds.map((kind) => [kind, verdicts.filter((verdict) => verdict.kind === kind)] as const),
    ['all', verdicts] as const,
  ];
  console.log(`| ${'kind'.padEnd(30)} | ${OUTCOMES.map((outcome) => outcome.padStart(7)).join(' | ')} |`);
  console.log(`| ${'-'.repeat(30)} | ${OUTCOMES.map(() => '------:').join(' | ')} |`);
  for (const [kind, those] of rows) {
    const counts = OUTCOMES.map((outcome) => String(those.filter((verdict) => verdict.outcome === outcome).length));
    console.log(`| ${kind.padEnd(30)} | ${counts.map((count) => count.padStart(7)).join(' | ')} |`);
  }
  tell(verdicts, 'refused');
  tell(verdicts, 'wrong');
  if (verdicts.some(({ outcome }) => outcome === 'wrong')) process.exitCode = 1;
}

function tell(verdicts: readonly Verdict[], outcome: Verdict['outcome']): void {
  const those = verdicts.filter((verdict) => verdict.outcome === outcome);
  if (those.length === 0) return;
  console.log(`\n${outcome}:`);
  for (const { place, reasons } of those) console.log(`  ${place}: ${reasons.join('; ')}`);
}

main();
