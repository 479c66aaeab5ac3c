/** A page without its fenced blocks of code. */
export function proseOf(page: string): string {
  return page.replace(/^(```|~~~)[\s\S]*?^\1.*$/gm, '');
}

/** The targets of a page's relative links and pictures. */
export function linksOf(page: string): readonly string[] {
  const text = proseOf(page).replace(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]).filter((target) => !/^[a-z]+:/i.test(target));
}

/** The anchors of a page's headings, as GitHub makes them: https://github.com/Flet/github-slugger. */
export function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const [, heading] of proseOf(page).matchAll(/^#{1,6} +(.+?)\s*$/gm)) {
    const shown = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/(^|\W)_([^_]+)_(?=\W|$)/g, '$1$2');
    const slug = shown
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_\- ]/gu, '')
      .replace(/ /g, '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Paths of the repository's files and folders that a page names between backticks; patterns and placeholders are no paths. */
export function pathsOf(page: string): readonly string[] {
  const names = [...page.matchAll(/`((?:src|webview|test|scripts|bench|encoder-training|media)\/[^`\s]*)`/g)];
  return names.map((match) => match[1].replace(/:\d+$/, '')).filter((name) => !/[<>*{}…$]/.test(name));
}
