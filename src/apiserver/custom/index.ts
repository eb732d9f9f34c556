import { offerCustomResources } from '../custom-resources';
import { serveDefinitions } from './definitions';

// Loaded when the cluster has come up, before anybody's definition can be judged.
offerCustomResources(serveDefinitions);
