// `npm run serve`: see options.ts.
import { readOptions, usage, UsageError } from './options';
import { serve } from './serve';

function complain(error: unknown): number {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${usage}`);
    return 2;
  }
  const { code, syscall, port, message } = error as NodeJS.ErrnoException & { readonly port?: number };
  if (syscall === undefined) throw error;
  if (code === 'EADDRINUSE')
    console.error(`Port ${port} is taken: end what listens there, or say --port with another.`);
  else if (code === 'EACCES' && syscall === 'listen') console.error(`Port ${port} may not be used by you: say --port.`);
  else console.error(message);
  return 1;
}

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(usage);
  const options = readOptions(args);
  const served = await serve(options);
  console.log(`Serving Kubernetes at ${served.address}`);
  if (options.token === undefined) console.log(`token: ${served.token}`);
  const end = () => void served.close().then(() => process.exit(0));
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.exit(complain(error));
}
