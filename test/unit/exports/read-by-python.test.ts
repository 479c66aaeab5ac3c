import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { cutoutTable, type ExportTable, writeTable } from '../../../src/exports';
import { temporaryFolder } from '../../galaxies';
import { plainPython, pythonWithPackages, runPython } from '../../python';
import { tables } from './tables';

const galaxies = cutoutTable(
  [
    { path: 'a.fits', hdu: 0, similarity: 0.5, ra: 12.25, dec: -3.5 },
    { path: 'näher; "{b}".fits', hdu: 2, similarity: 0.1 + 0.2 },
    { path: 'it\'s {all} "of" them\t.fits', hdu: 1, similarity: -1e-7, ra: 359.999, dec: 89.5 },
  ],
  [{ name: 'object', type: 'integer', values: [null, -5, 2 ** 53 - 1] }],
  'The galaxies most similar to c.fits',
);

/** Runs `program` with the table's file in `argv[1]`, and returns the JSON that it prints. */
function readBack(python: string, table: ExportTable, name: string, program: string): unknown {
  const { folder, remove } = temporaryFolder();
  try {
    const file = path.join(folder, name);
    const format = { '.csv': 'csv', '.parquet': 'parquet', '.vot': 'votable', '.reg': 'region' } as const;
    fs.writeFileSync(file, writeTable(table, format[path.extname(name) as keyof typeof format]).bytes);
    return JSON.parse(runPython(python, program, [file]));
  } finally {
    remove();
  }
}

describe('tables read by Python', function () {
  this.timeout(400_000);

  it('VOTable, as XML alone, has every cell', function () {
    const python = plainPython(this);
    // Many tables in one process, since starting one takes longer than reading a table.
    const { folder, remove } = temporaryFolder();
    const sample = fc.sample(tables, { numRuns: 200, seed: 1 });
    try {
      sample.forEach((table, i) => fs.writeFileSync(path.join(folder, `${i}.vot`), writeTable(table, 'votable').bytes));
      const read = JSON.parse(
        runPython(
          python,
          `
import json, sys, xml.etree.ElementTree as ET
ns = "{http://www.ivoa.net/xml/VOTable/v1.3}"
found = []
for i in range(${sample.length}):
    root = ET.parse(f"{sys.argv[1]}/{i}.vot").getroot()
    names = [field.get("name") for field in root.iter(ns + "FIELD")]
    cells = [[cell.text for cell in row.findall(ns + "TD")] for row in root.iter(ns + "TR")]
    found.append([root.get("version"), names, cells])
print(json.dumps(found))`,
          [folder],
        ),
      ) as [string, string[], (string | null)[][]][];
      sample.forEach(({ columns, rows }, i) => {
        const [version, names, cells] = read[i];
        assert.equal(version, '1.4');
        assert.deepEqual(names, columns.map(({ name }) => allowed(name))); // prettier-ignore
        assert.equal(cells.length, rows);
        cells.forEach((line, row) =>
          line.forEach((cell, c) => {
            const value = columns[c].values[row];
            if (value === null || value === '' || Number.isNaN(value)) assert.equal(cell, null);
            else if (typeof value === 'string') assert.equal(cell, allowed(value));
            else assert.equal(Number(cell?.replace('Inf', 'Infinity')), value);
          }),
        );
      });
    } finally {
      remove();
    }
  });

  it('VOTable, by astropy with its validation on, has types, units and positions', function () {
    const python = pythonWithPackages(this);
    const read = readBack(
      python,
      galaxies,
      'x.vot',
      `
import json, sys, warnings
warnings.simplefilter("error")
from astropy.coordinates import SkyCoord
from astropy.io.votable import parse
from astropy.table import QTable
whole = parse(sys.argv[1], verify="exception")
votable = whole.get_first_table()
table = votable.to_table()
position = SkyCoord(table["ra"][0], table["dec"][0], unit=(table["ra"].unit, table["dec"].unit))
print(json.dumps({
  "version": whole.version,
  "description": votable.description,
  "ucds": {field.name: field.ucd for field in votable.fields if field.ucd},
  "kinds": {name: table[name].dtype.kind for name in table.colnames},
  "paths": [str(one) for one in table["path"]],
  "similarity": [float(one) for one in table["similarity"]],
  "object": [None if one is __import__("numpy").ma.masked else int(one) for one in table["object"]],
  "position": position.to_string("hmsdms"),
}))`,
    );
    assert.deepEqual(read, {
      version: '1.4',
      description: 'The galaxies most similar to c.fits',
      ucds: { path: 'meta.id;meta.file', ra: 'pos.eq.ra;meta.main', dec: 'pos.eq.dec;meta.main' },
      kinds: { path: 'O', hdu: 'i', similarity: 'f', ra: 'f', dec: 'f', object: 'i' },
      paths: galaxies.columns[0].values,
      similarity: [0.5, 0.1 + 0.2, -1e-7],
      object: [null, -5, 2 ** 53 - 1],
      position: '00h49m00s -03d30m00s',
    });
  });

  it('CSV and Parquet, by pandas, are the same table', function () {
    const python = pythonWithPackages(this);
    const program = (read: string) => `
import json, sys, pandas as pd
table = ${read}
print(json.dumps([list(table.columns), json.loads(table.to_json(orient="values", double_precision=15))]))`;
    const expected = [
      galaxies.columns.map(({ name }) => name),
      [
        ['a.fits', 0, 0.5, 12.25, -3.5, null],
        ['näher; "{b}".fits', 2, 0.3, null, null, -5],
        ['it\'s {all} "of" them\t.fits', 1, -1e-7, 359.999, 89.5, 2 ** 53 - 1],
      ],
    ];
    const csv = readBack(python, galaxies, 'x.csv', program('pd.read_csv(sys.argv[1], dtype={"object": "Int64"})'));
    assert.deepEqual(csv, expected);
    assert.deepEqual(readBack(python, galaxies, 'x.parquet', program('pd.read_parquet(sys.argv[1])')), expected);
  });

  it('regions, by the regions package, are circles on the sky', function () {
    const python = pythonWithPackages(this);
    const read = readBack(
      python,
      galaxies,
      'x.reg',
      `
import json, sys
from regions import Regions
found = Regions.read(sys.argv[1], format="ds9")
print(json.dumps([[r.center.frame.name, r.center.ra.deg, r.center.dec.deg, r.radius.to_value("arcsec"), r.meta["text"]] for r in found]))`,
    ) as [string, number, number, number, string][];
    assert.deepEqual(
      read.map(([frame, ra, dec, radius, text]) => [frame, ra.toFixed(6), dec.toFixed(6), radius.toFixed(6), text]),
      [
        ['icrs', '12.250000', '-3.500000', '10.000000', 'a.fits'],
        ['icrs', '359.999000', '89.500000', '10.000000', 'it\'s (all) "of" them .fits'],
      ],
    );
  });
});

/** What XML may hold of a text. */
function allowed(text: string): string {
  return text.replace(/(?![\t\n\r\u007f-\u009f])\p{Cc}|[\ufffe\uffff]/gu, '\ufffd');
}
