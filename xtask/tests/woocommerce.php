<?php
/**
 * The plugin in a few lines that stand for WordPress and WooCommerce. Every notice of PHP is an error.
 *
 * php woocommerce.php PATH_OF_THE_LOADER PAGE_OF_THE_BROWSER_TEST
 */

set_error_handler(
	static function ( $level, $message, $file, $line ) {
		throw new ErrorException( $message, 0, $level, $file, $line );
	}
);

list( , $loader, $page_in_browser ) = $argv;
define( 'ABSPATH', __DIR__ );
$GLOBALS['hooks']      = array();
$GLOBALS['transients'] = array();
$GLOBALS['asked']      = array();
$GLOBALS['enqueued']   = array();
$GLOBALS['server']     = array();
$GLOBALS['is_product'] = true;
$GLOBALS['post_content'] = '';
$GLOBALS['kept_for'] = array();
$GLOBALS['options']    = array(
	'date_format'       => 'j F Y',
	'dockline_settings' => array( 'server' => 'https://dock.example', 'shop' => 'demo' ),
);

function add_action( $name, $what ) { $GLOBALS['hooks'][ $name ][] = $what; }
function add_filter( $name, $what ) { add_action( $name, $what ); }
function add_shortcode( $name, $what ) { add_action( '[' . $name . ']', $what ); }
function get_option( $name, $default = false ) { return $GLOBALS['options'][ $name ] ?? $default; }
function wp_parse_args( $given, $defaults ) { return array_merge( $defaults, $given ); }
function plugin_basename( $file ) { return 'dockline/dockline.php'; }
function plugins_url( $path, $file ) { return 'https://shop.example/wp-content/plugins/dockline/' . $path; }
function get_transient( $key ) { return $GLOBALS['transients'][ $key ] ?? false; }
function set_transient( $key, $value, $seconds ) {
	expect( strlen( $key ) <= 172, 'WordPress keeps names of transients up to that length' );
	$GLOBALS['transients'][ $key ] = $value;
	$GLOBALS['kept_for'][ $key ]   = $seconds;
}
function wp_json_encode( $value ) { return json_encode( $value ); }
function is_wp_error( $value ) { return null === $value; }
function wp_remote_retrieve_response_code( $response ) { return $response['code']; }
function wp_remote_retrieve_body( $response ) { return $response['body']; }
function wp_enqueue_style( ...$of ) { $GLOBALS['enqueued'][] = $of[1]; }
function wp_enqueue_script( ...$of ) { $GLOBALS['enqueued'][] = $of[1]; }
function wp_enqueue_script_module( ...$of ) { $GLOBALS['enqueued'][] = $of[1]; }
function esc_attr( $text ) { return htmlspecialchars( $text, ENT_QUOTES ); }
function esc_html( $text ) { return htmlspecialchars( $text, ENT_QUOTES ); }
function esc_url( $url ) { return htmlspecialchars( $url, ENT_QUOTES ); }
function esc_url_raw( $url, $schemes ) { return in_array( parse_url( $url, PHP_URL_SCHEME ), $schemes, true ) ? $url : ''; }
function untrailingslashit( $text ) { return rtrim( $text, '/' ); }
function add_settings_error() {}
function __( $text ) { return $text; }
function get_locale() { return 'de_DE'; }
function get_the_ID() { return 7; }
function is_product() { return $GLOBALS['is_product']; }
function get_post_field( $field ) { return $GLOBALS['post_content']; }
function has_shortcode( $text, $name ) { return false !== strpos( $text, '[' . $name ); }
function wc_clean( $text ) { return trim( $text ); }
function wp_unslash( $text ) { return stripslashes( $text ); }
function shortcode_atts( $defaults, $given ) { return array_merge( $defaults, array_intersect_key( $given, $defaults ) ); }
function wp_date( $format, $time, $zone ) { return ( new DateTime( '@' . $time ) )->setTimezone( $zone )->format( $format ); }
function sanitize_title( $text ) { return strtolower( $text ); }
function wc_get_product( $id ) { return $GLOBALS['products'][ $id ] ?? false; }
function wc_get_price_to_display( $product ) { return 12.5; }
function wc_get_price_decimals() { return 2; }
function wc_format_decimal( $value, $digits ) { return number_format( $value, $digits, '.', '' ); }
function get_woocommerce_currency() { return 'EUR'; }
function wp_remote_get( $url, $how ) {
	$GLOBALS['asked'][] = $url;
	$GLOBALS['timeout'] = $how['timeout'];
	expect( $how['timeout'] <= 1.5, 'a page waits a second and a half at most' );
	return $GLOBALS['server'][ $url ] ?? null;
}

class WooCommerce {}
class WC_Product {
	private $id;
	private $sku;
	private $children;
	private $parent;
	public function __construct( $id, $sku, $children = array(), $parent = 0 ) {
		list( $this->id, $this->sku, $this->children, $this->parent ) = array( $id, $sku, $children, $parent );
	}
	public function get_parent_id() { return $this->parent; }
	public function get_id() { return $this->id; }
	public function get_sku() { return $this->sku; }
	public function get_children() { return $this->children; }
	public function is_type( $type ) { return 'variable' === $type && array() !== $this->children || 'variation' === $type && 0 !== $this->parent; }
	public function get_variation_attributes() { return array( 'Colour' => array( 'moss', 'sand' ), 'pa_size' => array( 'm' ) ); }
	public function get_variation_default_attribute( $name ) { return $GLOBALS['default_attributes'][ $name ] ?? ''; }
	public function get_permalink() { return 'https://shop.example/p/' . $this->id; }
}

class WC_Data_Store {
	public static function load( $what ) { return new self(); }
	public function find_matching_product_variation( $product, $chosen ) {
		return array( 'attribute_colour' => 'moss', 'attribute_pa_size' => 'm' ) === $chosen ? 71 : 0;
	}
}

function expect( $true, $rule ) {
	if ( ! $true ) {
		fwrite( STDERR, "not as it should be: $rule\n" );
		exit( 1 );
	}
}

function answer( $body, $code = 200 ) {
	return array( 'code' => $code, 'body' => is_string( $body ) ? $body : json_encode( $body ) );
}

function availability( $sku, $status, $earliest = null, $latest = null, $source = 'inbound' ) {
	$parts = null === $earliest ? array() : array( array( 'quantity' => 1, 'source' => $source, 'ship_earliest' => $earliest, 'ship_latest' => $latest ) );
	return array( 'shop' => 'demo', 'sku' => $sku, 'status' => $status, 'parts' => $parts );
}

require __DIR__ . '/../../integrations/woocommerce/dockline/dockline.php';
foreach ( $GLOBALS['hooks']['plugins_loaded'] as $start ) {
	$start();
}
$show     = $GLOBALS['hooks']['[dockline_availability]'][0];
$offer    = $GLOBALS['hooks']['woocommerce_structured_data_product_offer'][0];
$own_line = $GLOBALS['hooks']['woocommerce_get_stock_html'][0];
$base     = 'https://dock.example/api/v1/shops/demo/availability';

// A backorder: in the page's own HTML and in its JSON-LD.
$GLOBALS['server'][ $base . '/TENT%20%3Cb%3E' ] = answer( availability( 'TENT <b>', 'backorder', '2026-12-14', '2026-12-18' ) );
$html = $show( array( 'sku' => 'TENT <b>' ) );
expect( false !== strpos( $html, 'Backorder — ships 14 December 2026 – 18 December 2026</a></dockline-availability></div>' ), $html );
expect( false !== strpos( $html, 'sku="TENT &lt;b&gt;"' ) && false === strpos( $html, '<b>' ), 'a SKU is escaped: ' . $html );
expect( false !== strpos( $html, 'href="https://dock.example/s/demo?q=TENT%20%3Cb%3E"' ), 'without a script it is a link' );
expect( in_array( 'https://dock.example' . $loader, $GLOBALS['enqueued'], true ), 'the loader is asked for' );
expect( false === strpos( $html, 'style=' ), 'no inline style, which a shop may forbid: ' . $html );
expect( false !== strpos( $html, ' layout="inline" theme="auto"' ), 'it takes a line until somebody chooses: ' . $html );
$product = new WC_Product( 7, 'TENT <b>' );
$said    = $offer( array( '@type' => 'Offer', 'availability' => 'http://schema.org/InStock' ), $product );
expect( 'https://schema.org/BackOrder' === $said['availability'] && '2026-12-18' === $said['availabilityStarts'], json_encode( $said ) );
expect( '' === $own_line( '<p>In stock</p>', $product ), 'one line is enough' );
expect( 1 === count( $GLOBALS['asked'] ), 'the server is asked once' );

// What is in stock has no date for search engines.
$GLOBALS['server'][ $base . '/MUG' ] = answer( availability( 'MUG', 'in_stock', '2026-11-24', '2026-11-24', 'stock' ) );
$said = $offer( array( '@type' => 'Offer' ), new WC_Product( 8, 'MUG' ) );
expect( 'https://schema.org/InStock' === $said['availability'] && ! isset( $said['availabilityStarts'] ), json_encode( $said ) );
expect( false !== strpos( $show( array( 'sku' => 'MUG' ) ), 'In stock — ships 24 November 2026<' ), 'one day is said once' );

// What begins a new page: what WordPress keeps stays, what the request knew is gone.
$new_page = static function () {
	foreach ( array( 'known' => array(), 'waited' => 0.0 ) as $name => $value ) {
		$property = new ReflectionProperty( 'Dockline_Client', $name );
		$property->setAccessible( true );
		$property->setValue( null, $value );
	}
};

// A server that answers nonsense: a link, WooCommerce's own words, and no second question.
$untouched = array( '@type' => 'Offer', 'availability' => 'http://schema.org/InStock' );
foreach ( array( 'NONSENSE' => answer( '{"sku":["x"],"status":7' ), 'GONE' => answer( '{}', 404 ), 'WRONG' => answer( '{}', 422 ), 'ODD' => answer( availability( 'ODD', 'teleported' ) ) ) as $sku => $answered ) {
	$GLOBALS['server'][ $base . '/' . $sku ] = $answered;
	$before = count( $GLOBALS['asked'] );
	$html   = $show( array( 'sku' => $sku ) );
	expect( false !== strpos( $html, 'See when it ships</a>' ), $html );
	expect( $untouched === $offer( $untouched, new WC_Product( 9, $sku ) ), 'what is not known is not changed' );
	$new_page();
	$show( array( 'sku' => $sku ) );
	expect( count( $GLOBALS['asked'] ) === $before + 1, 'what has no answer is not asked again' );
}

// A server that does not answer costs its time-out once, whatever is asked about, and on no other page for a minute.
foreach ( array( null, answer( '', 503 ), answer( '', 429 ) ) as $number => $silence ) {
	$before                                    = count( $GLOBALS['asked'] );
	$GLOBALS['server'][ $base . '/DOWN' . $number ] = $silence;
	foreach ( array( 'DOWN' . $number, 'DOWN-TOO', 'DOWN-AS-WELL' ) as $sku ) {
		expect( false !== strpos( $show( array( 'sku' => $sku ) ), 'See when it ships</a>' ), 'a link stands there' );
		expect( '<p>In stock</p>' === $own_line( '<p>In stock</p>', new WC_Product( 9, $sku ) ), 'without an answer WooCommerce speaks' );
		expect( $untouched === $offer( $untouched, new WC_Product( 9, $sku ) ), 'and search engines read its words' );
	}
	$new_page();
	$show( array( 'sku' => 'DOWN-ON-THE-NEXT-PAGE' ) );
	expect( count( $GLOBALS['asked'] ) === $before + 1, 'the server is asked once' );
	$kept = array_filter( $GLOBALS['kept_for'], static function ( $key ) { return false !== strpos( $key, 'silence' ); }, ARRAY_FILTER_USE_KEY );
	expect( array( 60 ) === array_values( $kept ), 'and again after a minute' );
	// A minute later it is there again: nothing was kept about the SKUs.
	$GLOBALS['transients'] = array_diff_key( $GLOBALS['transients'], $kept );
	$new_page();
	$GLOBALS['server'][ $base . '/DOWN-TOO' ] = answer( availability( 'DOWN-TOO', 'out_of_stock' ) );
	expect( false !== strpos( $show( array( 'sku' => 'DOWN-TOO' ) ), 'Out of stock</a>' ), 'a server that is back is heard' );
	$GLOBALS['transients'] = $GLOBALS['kept_for'] = array();
	$new_page();
}

// All questions of a page together wait no longer than one.
$waited = new ReflectionProperty( 'Dockline_Client', 'waited' );
$waited->setAccessible( true );
$waited->setValue( null, 0.25 );
$show( array( 'sku' => 'MUG' ) );
expect( 1.25 === $GLOBALS['timeout'], 'the second question has the rest of the time' );
$waited->setValue( null, 0.75 );
$before = count( $GLOBALS['asked'] );
$show( array( 'sku' => 'LATE' ) );
expect( count( $GLOBALS['asked'] ) === $before, 'when time is up nothing is asked' );
$new_page();
$GLOBALS['server'][ $base . '/LATE' ] = answer( availability( 'LATE', 'out_of_stock' ) );
expect( false !== strpos( $show( array( 'sku' => 'LATE' ) ), 'Out of stock</a>' ), 'the next page asks' );

// A product with variations: nothing is said until one is chosen, and search engines read an offer of each.
$GLOBALS['products'] = array(
	7  => new WC_Product( 7, '', array( 71, 72, 73, 74 ) ),
	71 => new WC_Product( 71, 'A', array(), 7 ),
	72 => new WC_Product( 72, '100', array(), 7 ),
	73 => new WC_Product( 73, '', array(), 7 ),
	74 => new WC_Product( 74, 'NEW', array(), 7 ),
);
$GLOBALS['server'][ $base . '?sku=A&sku=100' ] = answer( array( 'availability' => array( availability( 'A', 'out_of_stock' ), availability( '100', 'preorder', '2026-12-14', '2026-12-14' ) ) ) );
$GLOBALS['server'][ $base . '?sku=A&sku=100&sku=NEW' ] = answer( array( 'errors' => array( array( 'parameter' => 'sku', 'value' => 'NEW' ) ) ), 404 );
$before = count( $GLOBALS['asked'] );
expect( '' === $own_line( '<p>In stock</p>', $GLOBALS['products'][72] ), 'of a variation too one line is enough' );
expect( '<p>In stock</p>' === $own_line( '<p>In stock</p>', $GLOBALS['products'][74] ), 'a variation that is not known there keeps its line' );
$html = $show( '' );
expect( false !== strpos( $html, 'data-product="7" hidden' ), $html );
$words = array( 'https://dock.example' => '{{origin}}', '"demo"' => '"{{shop}}"', '/s/demo' => '/s/{{shop}}', 'locale="de"' => 'locale="en"' );
expect( false !== strpos( file_get_contents( $page_in_browser ), strtr( $html, $words ) ), 'the browser is tried with what the plugin writes: ' . $html );

// What the address chooses is there at once, and what it leaves open is chosen by the shop.
foreach ( array( array( 'm', array( 'attribute_colour' => 'moss' ), true ), array( '', array( 'attribute_colour' => 'moss' ), false ), array( 'm', array( 'attribute_colour' => array( 'moss' ) ), false ), array( 'm', array( 'attribute_colour' => 'sand' ), false ) ) as list( $size, $address, $is_known ) ) {
	$GLOBALS['default_attributes'] = array( 'pa_size' => $size );
	$_GET                          = $address;
	$html                          = $show( '' );
	expect( $is_known === ( false !== strpos( $html, 'sku="A"' ) && false === strpos( $html, ' hidden' ) ), $html );
}
$_GET = array();
expect( in_array( 'https://shop.example/wp-content/plugins/dockline/assets/variations.js', $GLOBALS['enqueued'], true ), 'the choice is followed' );
$said = $offer( array( '@type' => 'AggregateOffer', 'lowPrice' => '1' ), $GLOBALS['products'][7] );
expect( array( 'A', '100' ) === array_column( $said['offers'], 'sku' ), json_encode( $said ) );
expect( 'https://schema.org/PreOrder' === $said['offers'][1]['availability'] && '12.50' === $said['offers'][1]['price'], json_encode( $said ) );

expect( count( $GLOBALS['asked'] ) === $before + 2, 'all variations are asked for at once, and once more without the unknown one' );

// The style sheet stands in the head of the pages that have the element, and of no other.
foreach ( array( array( true, '', true ), array( false, 'See [dockline_availability sku="A"]', true ), array( false, 'A page', false ) ) as list( $is_product, $text, $has ) ) {
	list( $GLOBALS['is_product'], $GLOBALS['post_content'], $GLOBALS['enqueued'] ) = array( $is_product, $text, array() );
	$GLOBALS['hooks']['wp_enqueue_scripts'][0]();
	expect( $has === in_array( 'https://shop.example/wp-content/plugins/dockline/assets/dockline.css', $GLOBALS['enqueued'], true ), $text );
}

// What was chosen is written, escaped or not taken.
$GLOBALS['options']['dockline_settings'] += array( 'layout' => 'card', 'theme' => 'dark' );
expect( false !== strpos( $show( array( 'sku' => 'MUG' ) ), ' layout="card" theme="dark"' ), 'what the shop chose' );
$kept = Dockline_Settings::clean( array( 'layout' => '"><script>', 'theme' => array( 'dark' ) ) );
expect( array( 'inline', 'auto' ) === array( $kept['layout'], $kept['theme'] ), json_encode( $kept ) );

// Wrong settings are not taken.
$kept = Dockline_Settings::clean( array( 'server' => 'javascript:alert(1)', 'shop' => '../x', 'automatic' => '1' ) );
expect( 'https://dock.example' === $kept['server'] && 'demo' === $kept['shop'], json_encode( $kept ) );
$kept = Dockline_Settings::clean( array( 'server' => ' https://new.example/ ', 'shop' => 'acme' ) );
expect( 'https://new.example' === $kept['server'] && '' === $kept['hide_stock'], json_encode( $kept ) );

// One table, the words of which are those of every other channel.
$words = array();
foreach ( array_keys( Dockline_Structured_Data::WORDS ) as $status ) {
	$GLOBALS['server'][ $base . '/WORD-' . $status ] = answer( availability( 'WORD-' . $status, $status ) );
	preg_match( '~>([^<]*)</a>~', $show( array( 'sku' => 'WORD-' . $status ) ), $said );
	$words[ $status ] = array( Dockline_Structured_Data::WORDS[ $status ], $said[1] );
}
$german = require __DIR__ . '/../../integrations/woocommerce/dockline/languages/dockline-de_DE.l10n.php';
foreach ( $words as list( , $english ) ) {
	expect( isset( $german['messages'][ $english ] ), $english );
}
foreach ( $words as $status => list( $schema_org, $english ) ) {
	echo "$status\t$schema_org\t$english\t{$german['messages'][$english]}\n";
}

echo "as it should be\n";
