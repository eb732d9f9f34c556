// @ts-check
// `npm run serve`: bundles src/serve and runs it. Its flags are said by `npm run serve -- --help`.
import { demandNode, installPackages } from './packages.mjs';
import { bundledServe } from './serve-bundle.mjs';

demandNode();
await installPackages();
await import(await bundledServe());
