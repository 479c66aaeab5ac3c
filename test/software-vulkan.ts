import fs from 'node:fs';
import path from 'node:path';

/** Vulkan in software that Dawn accepts comes with Debian's chromium; Mesa's of the same release lacks a feature. */
const CHROMIUM = '/usr/lib/chromium';
const SWIFTSHADER = path.join(CHROMIUM, 'vk_swiftshader_icd.json');

/**
 * What a process has to have in its environment from its start so that WebGPU finds a graphics processor in software there;
 * undefined where none is installed. Chromium brings the loader, too, which is not installed everywhere.
 */
export function softwareVulkan(): { VK_ICD_FILENAMES: string; LD_LIBRARY_PATH: string } | undefined {
  if (!fs.existsSync(SWIFTSHADER)) return undefined;
  const folders = [process.env.LD_LIBRARY_PATH, CHROMIUM].filter(Boolean);
  return { VK_ICD_FILENAMES: SWIFTSHADER, LD_LIBRARY_PATH: folders.join(':') };
}
