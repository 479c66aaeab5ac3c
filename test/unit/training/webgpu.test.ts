import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { softwareVulkan } from '../../software-vulkan';

/**
 * A process of its own: a device that is lost, or a driver that fails, ends it and not the tests. It prints the losses of five
 * steps on a provider, and leaves without waiting for the device.
 */
const SCRIPT = `
const training = require('./src/training');
const { Random } = require('./src/random');
const net = new training.NetworkBuilder({ seed: 3 });
let x = net.conv(net.input('image', [3, 16, 16]), 16, { kernel: 3, standardise: true });
x = net.add(x, net.skipGain(net.conv(net.silu(x), 16, { kernel: 3, stride: 1, standardise: true }), 0.5));
const e = net.layerNorm(net.concat([net.globalAverage(x), net.globalMax(x)]));
net.output('y', net.linear(e, 4));
net.output('z', net.linear(net.gelu(net.linear(e, 8)), 8));
const random = new Random(1);
const batch = {
  image: Float32Array.from({ length: 8 * 768 }, () => random.gaussian()),
  'class/target': Float32Array.from({ length: 32 }, (_, i) => (i % 4 === (i >> 2) % 4 ? 1 : 0)),
  'class/weight': new Float32Array(8).fill(1),
};
(async () => {
  const losses = [training.softmaxCrossEntropy({ name: 'class', output: 'y' }), training.ntXent({ name: 'views', output: 'z' })];
  const trainer = await training.Trainer.create(net.model(), { losses, threads: 1, providers: [process.argv[1]] });
  const curve = [];
  for (let step = 0; step < 5; step++) curve.push((await trainer.train(batch)).loss);
  process.stdout.write('CURVE' + JSON.stringify(curve) + '\\n', () => process.kill(process.pid, 'SIGKILL'));
})().catch((error) => { console.error(String(error)); process.exit(1); });
`;

function curve(provider: string): number[] | Error {
  let told: string;
  try {
    const env = { ...softwareVulkan(), ...process.env };
    const options = { env, encoding: 'utf8', timeout: 40_000, maxBuffer: 2 ** 24 } as const;
    told = execFileSync(process.execPath, ['--require', 'tsx/cjs', '-e', SCRIPT, provider], options);
  } catch (error) {
    // It kills itself once it has answered, which is no failure.
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    if (!stdout.includes('CURVE')) return new Error(stderr);
    told = stdout;
  }
  return JSON.parse(/CURVE(.*)/.exec(told)![1]) as number[];
}

describe('training on a graphics processor', () => {
  it('gives the losses that the processor gives', function () {
    const drivers = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'].filter((folder) => fs.existsSync(folder));
    if (!softwareVulkan() && !drivers.some((folder) => fs.readdirSync(folder).length > 0)) {
      console.log("      skipped: there is no Vulkan driver (Debian's chromium brings one in software)");
      this.skip();
    }
    const there = curve('webgpu');
    if (there instanceof Error) {
      if (!/webgpu|adapter|vulkan|device/i.test(there.message)) throw there;
      console.log(
        `      skipped: ONNX Runtime finds no device for WebGPU (${there.message.trim().split('\n').at(-1)?.slice(0, 400)})`,
      );
      return this.skip();
    }
    const here = curve('cpu');
    assert.ok(!(here instanceof Error), String(here));
    there.forEach((loss, step) => assert.ok(Math.abs(loss - here[step]) < 1e-3 * here[step], `${there.join()} and ${here.join()}`)); // prettier-ignore
  });
});
