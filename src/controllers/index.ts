export { controllerManager } from './controller-manager';
