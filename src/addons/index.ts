export { coreDns } from './dns/core-dns';
export { DNS_OBJECTS } from './dns/dns-objects';
export { installAddon } from './install';
