// Mocha takes a reporter named on its command line from `module.exports`, where TypeScript's default export is not.
module.exports = require('./reporter.ts').default;
