export { declareSky, type SkyColumns, skyColumns } from './columns';
export { coneSearch } from './cone-search';
export { formatDec, formatRa, formatSeparation } from './format';
export { SkyGrid } from './grid';
export { declination, parsePosition, type Position, rightAscension } from './parse';
export { separation } from './separation';
