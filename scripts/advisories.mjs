// Known vulnerabilities of the packages in package-lock.json, by the list in advisories.json: npm's own audit needs a registry
// that answers it, and many mirrors do not. The list is renewed where one does.
// usage: npm run advisories -- [--renew]
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import semver from 'semver';
import { isMain, root, runQuietly } from './run.mjs';

const file = path.join(root, 'scripts', 'advisories.json');

/** Every package of the lock file with its versions. */
export function lockedPackages() {
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8'));
  const packages = new Map();
  for (const [place, { version }] of Object.entries(lock.packages)) {
    if (place === '' || version === undefined) continue;
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    packages.set(name, new Set([...(packages.get(name) ?? []), version]));
  }
  return packages;
}

export function readAdvisories() {
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/**
 * Advisories that are about a version of the lock file.
 * @returns the advisory with the versions; `accepted` says why it does not matter here, where somebody has written that down
 */
export function matches({ advisories, accepted } = readAdvisories(), packages = lockedPackages()) {
  return advisories.flatMap((advisory) => {
    const versions = [...(packages.get(advisory.package) ?? [])].filter((version) =>
      semver.satisfies(version, advisory.vulnerable, { includePrerelease: true }),
    );
    return versions.length === 0 ? [] : [{ ...advisory, versions, accepted: accepted[advisory.id] }];
  });
}

/** Asks the registry for what is known of the locked packages; what the list has beside that stays. */
async function renew() {
  const registry = (await runQuietly('npm', ['config', 'get', 'registry'])).trim().replace(/\/$/, '');
  const body = Object.fromEntries([...lockedPackages()].map(([name, versions]) => [name, [...versions]]));
  const response = await fetch(`${registry}/-/npm/v1/security/advisories/bulk`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) {
    throw new Error(
      `the registry has no advisories (HTTP ${response.status}); set another one with npm config set registry`,
    );
  }
  const found = Object.entries(await response.json()).flatMap(([name, advisories]) =>
    advisories.map(({ url, vulnerable_versions: vulnerable, severity, title }) => ({
      id: url.slice(url.lastIndexOf('/') + 1),
      package: name,
      vulnerable,
      severity,
      title,
    })),
  );
  const known = readAdvisories();
  const byKey = new Map([...known.advisories, ...found].map((one) => [`${one.package} ${one.id}`, one]));
  const advisories = [...byKey.values()].sort((a, b) => a.package.localeCompare(b.package, 'en'));
  const renewed = new Date().toISOString().slice(0, 10);
  const lines = advisories.map((advisory) => `    ${JSON.stringify(advisory)}`).join(',\n');
  const { source, accepted } = known;
  fs.writeFileSync(
    file,
    `{\n  "renewed": "${renewed}",\n  "source": ${JSON.stringify(source)},\n  "advisories": [\n${lines}\n  ],\n` +
      `  "accepted": ${JSON.stringify(accepted)}\n}\n`,
  );
  console.log(`${found.length} advisories about the locked versions, ${advisories.length} in the list`);
}

if (isMain(import.meta.url)) {
  const { values } = parseArgs({ options: { renew: { type: 'boolean', default: false } } });
  if (values.renew) await renew();
  const list = readAdvisories();
  const found = matches(list);
  for (const { id, package: name, versions, severity, title, accepted } of found) {
    const verdict = accepted === undefined ? severity : `accepted: ${accepted}`;
    console.log(`${name} ${versions.join(', ')}: ${title} (${id}, ${verdict})`);
  }
  const open = found.filter(({ accepted }) => accepted === undefined);
  console.log(
    `${lockedPackages().size} packages, ${list.advisories.length} advisories of ${list.renewed}: ${open.length} to mend`,
  );
  process.exitCode = open.length > 0 ? 1 : 0;
}
