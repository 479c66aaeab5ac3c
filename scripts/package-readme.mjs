// README.md and CHANGELOG.md as the package has them. The extension's page resolves no relative link and shows pictures from https
// alone, and docs/ is not in the package. So links and pictures lead to the repository at the release's tag. Where package.json names no
// `repository`, a link is its text and a picture is left out.

/**
 * Where the files of a release are to be read, from package.json's `repository`: an address of GitHub or of a GitLab.
 * @param {{ repository?: string | { url: string }, version: string }} manifest
 * @returns {{ home: string, issues: string, files: string, pictures: string } | undefined} undefined where no repository is named
 * @throws Error where the address is none of https
 */
export function addresses({ repository, version }) {
  const named = typeof repository === 'string' ? repository : repository?.url;
  if (named === undefined) return undefined;
  const home = named.replace(/^git\+/, '').replace(/\.git$/, '').replace(/\/$/, ''); // prettier-ignore
  if (!/^https:\/\/[^/]+\/[^/]+\/[^/]+/.test(home)) throw new Error(`repository: ${named} is no https address of a repository`); // prettier-ignore
  const inside = new URL(home).hostname === 'github.com' ? '' : '/-';
  return {
    home,
    issues: `${home}${inside}/issues`,
    files: `${home}${inside}/blob/v${version}`,
    pictures: `${home}${inside}/raw/v${version}`,
  };
}

const isRelative = (target) => !/^([a-z][a-z0-9+.-]*:|#|\/\/)/i.test(target);
const joined = (base, target) => `${base}/${target.replace(/^\.\//, '')}`;

/**
 * Markdown whose relative links and pictures lead to `to`, or are taken out where it is undefined. Code stays as it is.
 * @param {string} markdown
 * @param {{ files: string, pictures: string } | undefined} to
 */
export function forThePage(markdown, to) {
  // Fenced blocks, indented blocks and code within a line are every second part.
  const parts = markdown.split(/(^ {0,3}```[\s\S]*?^ {0,3}```[^\n]*$|(?:^ {4}[^\n]*\n)+|`[^`\n]+`)/m);
  return parts
    .map((part, i) => (i % 2 === 1 ? part : linksOf(part, to)))
    .join('')
    .replace(/\n{3,}/g, '\n\n');
}

function linksOf(text, to) {
  const picture = (all, alt, target, title = '') => {
    if (!isRelative(target)) return all;
    return to ? `![${alt}](${joined(to.pictures, target)}${title})` : '';
  };
  const link = (all, words, target, title = '') => {
    if (!isRelative(target)) return all;
    return to ? `[${words}](${joined(to.files, target)}${title})` : words;
  };
  const attribute = (base) => (all, before, target, after) => (isRelative(target) ? `${before}${joined(base, target)}${after}` : all); // prettier-ignore
  const out = text
    .replace(/!\[([^\]]*)\]\(([^)\s]+)(\s+"[^"]*")?\)/g, picture)
    .replace(/(?<!!)\[((?:[^[\]]|!\[[^\]]*\]\([^)]*\))*)\]\(([^)\s]+)(\s+"[^"]*")?\)/g, link);
  if (to) {
    return out
      .replace(/(<(?:img|source|video)\b[^>]*?\bsrc(?:set)?=")([^"]+)(")/g, attribute(to.pictures))
      .replace(/(<a\b[^>]*?\bhref=")([^"]+)(")/g, attribute(to.files))
      .replace(/^(\[[^\]]+\]:\s*)(\S+)()/gm, attribute(to.files));
  }
  const relativeTag = (all, target) => (isRelative(target) ? '' : all);
  return out
    .replace(/<(?:img|source|video)\b[^>]*?\bsrc(?:set)?="([^"]+)"[^>]*>/g, relativeTag)
    .replace(/<a\b[^>]*?\bhref="([^"]+)"[^>]*>([\s\S]*?)<\/a>/g, (all, target, words) => isRelative(target) ? words : all); // prettier-ignore
}
