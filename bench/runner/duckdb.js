// What is measured of DuckDB: its library, from its package for Node.js, behind bench_duckdb.
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { questions } = require('./questions.js');

const packaged = `@duckdb/node-bindings-linux-${process.arch}`;
const version = '1.5.6-r.1';

function library(bench) {
  const folder = path.join(bench.home, 'node_modules', packaged);
  const file = path.join(folder, 'libduckdb.so');
  if (!fs.existsSync(file)) {
    execFileSync('npm', ['install', '--prefix', bench.home, '--no-save', '--no-package-lock', '--no-audit',
                         '--no-fund', '--ignore-scripts', `${packaged}@${version}`],
                 { stdio: ['ignore', 2, 2] });
  }
  return file;
}

function rows(bench) {
  const sql = (name) => path.join(bench.sources, 'sql', name);
  const asked = questions(bench, 'duckdb');
  const own = path.join(bench.folder, 'own.duckdb');
  const start = (database) => [bench.program('bench_duckdb'), library(bench), database, bench.threads];
  const load = (format) => ['--run', sql(`duckdb/load_${format}.sql`), sql('prepare.sql')];
  const row = (work, words, more) => ({ work, engine: 'DuckDB', cwd: bench.data, command: words, ...more });
  const answered = (work, words) => {
    const answers = path.join(bench.folder, 'answers', `duckdb ${work}`);
    return row(work, [...words, '--write', answers, ...asked], { answers });
  };
  const store = () => {
    fs.rmSync(own, { force: true });
    execFileSync(start(own)[0], [...start(own).slice(1), ...load('csv')], { cwd: bench.data });
  };
  return [
    answered('cold NDJSON', [...start(':memory:'), ...load('ndjson')]),
    answered('cold CSV', [...start(':memory:'), ...load('csv')]),
    { ...answered('warm', start(own)), prepare: store },
    row('in memory', [...start(':memory:'), ...load('csv'), '--time', String(bench.runs + 1), ...asked],
        { inside: true }),
  ];
}

module.exports = { rows, version: () => `DuckDB ${version.split('-')[0]}` };
