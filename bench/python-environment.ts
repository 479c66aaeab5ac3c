import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './measure';

/** A Python of its own with the packages of the peers, made once in bench/.venv. */
export function pythonWithPackages(): string {
  const venv = path.join(ROOT, 'bench/.venv');
  const python = path.join(venv, 'bin/python');
  const wanted = fs.readFileSync(path.join(ROOT, 'bench/python/requirements.txt'), 'utf8');
  const mark = path.join(venv, 'installed.txt');
  if (fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === wanted) return python;
  execFileSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' });
  const requirements = path.join(ROOT, 'bench/python/requirements.txt');
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], { stdio: 'inherit' });
  fs.writeFileSync(mark, wanted);
  return python;
}
