export { controllerManager } from './controller-manager';
export type { ControllerManagerOptions } from './controller-manager';
