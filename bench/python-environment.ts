import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './measure';

/** A Python of its own with the packages of the peers, made once in bench/.venv. */
export function pythonWithPackages(): string {
  return environment('bench/.venv', 'bench/python/requirements.txt');
}

/** One with PyTorch and timm, which are large and which few benches need; or the one that MORPHOSCOPE_TORCH_PYTHON names. */
export function pythonWithTorch(): string {
  return (
    process.env.MORPHOSCOPE_TORCH_PYTHON ?? environment('bench/.venv-torch', 'bench/python/requirements-torch.txt')
  );
}

function environment(folder: string, packages: string): string {
  const venv = path.join(ROOT, folder);
  const python = path.join(venv, 'bin/python');
  const requirements = path.join(ROOT, packages);
  const wanted = fs.readFileSync(requirements, 'utf8');
  const mark = path.join(venv, 'installed.txt');
  if (fs.existsSync(mark) && fs.readFileSync(mark, 'utf8') === wanted) return python;
  execFileSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' });
  // The pip that comes with a Python of some years cannot read the names of newer packages.
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--upgrade', 'pip'], { stdio: 'inherit' });
  execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], { stdio: 'inherit' });
  fs.writeFileSync(mark, wanted);
  return python;
}
