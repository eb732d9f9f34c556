/** Shows our decoder to `../shared/yardsticks/protobuf/check-protobuf.mjs`. */
export { decodeProtobuf as decode } from '../protobuf/decode';
