export { controllerManager } from './controller-manager';
export { loadCustomKinds } from './kinds-view';
