// What wasm-bindgen makes of embed/wasm/src/lib.rs.
declare module 'rules' {
  export default function init(options: { module_or_path: Response | Promise<Response> }): Promise<unknown>;
  export function parts(outlook: string, quantity: number): string;
  export function is_newer(outlook: string, than: string): boolean;
  export function is_quantity(units: number): boolean;
  export function is_name(text: string): boolean;
}
