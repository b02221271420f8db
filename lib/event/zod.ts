// The one door to zod for upper floors that define events of their own.
export { z } from "zod";
