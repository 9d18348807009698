<?php
/**
 * What search engines read about availability.
 *
 * @package Dockline
 */

defined( 'ABSPATH' ) || exit;

/**
 * Puts Dockline's status and date into the JSON-LD that WooCommerce writes.
 */
final class Dockline_Structured_Data {

	const WORDS = array(
		'in_stock'      => 'InStock',
		'low_stock'     => 'LimitedAvailability',
		'backorder'     => 'BackOrder',
		'preorder'      => 'PreOrder',
		'made_to_order' => 'MadeToOrder',
		'out_of_stock'  => 'OutOfStock',
		'discontinued'  => 'Discontinued',
	);

	/**
	 * Hooks into WooCommerce's JSON-LD.
	 */
	public static function start() {
		add_filter( 'woocommerce_structured_data_product_offer', array( __CLASS__, 'offer' ), 20, 2 );
	}

	/**
	 * An offer with Dockline's availability. An aggregate offer of variations has none of its own: it gets an offer for each of them.
	 *
	 * @param array      $markup  What WooCommerce says.
	 * @param WC_Product $product Of which product.
	 * @return array
	 */
	public static function offer( $markup, $product ) {
		if ( ! is_array( $markup ) || ! $product instanceof WC_Product ) {
			return $markup;
		}
		if ( $product->is_type( 'variable' ) ) {
			return self::with_offers( $markup, $product );
		}
		return self::with_availability( $markup, Dockline_Client::of( (string) $product->get_sku() ) );
	}

	/**
	 * Says in an offer what can be had and when.
	 *
	 * @param array      $offer  The offer.
	 * @param array|null $answer What the server said.
	 * @return array
	 */
	private static function with_availability( array $offer, $answer ) {
		if ( null === $answer || ! isset( self::WORDS[ $answer['status'] ] ) ) {
			return $offer;
		}
		$offer['availability'] = 'https://schema.org/' . self::WORDS[ $answer['status'] ];
		$part                  = isset( $answer['parts'][0] ) && is_array( $answer['parts'][0] ) ? $answer['parts'][0] : array();
		$waits                 = isset( $part['source'] ) && 'stock' !== $part['source'];
		if ( $waits && isset( $part['ship_latest'] ) && is_string( $part['ship_latest'] ) && preg_match( '/^\d{4}-\d{2}-\d{2}$/', $part['ship_latest'] ) ) {
			$offer['availabilityStarts'] = $part['ship_latest'];
		}
		return $offer;
	}

	/**
	 * Adds an offer for each variation that Dockline knows.
	 *
	 * @param array      $markup  The aggregate offer.
	 * @param WC_Product $product The product with variations.
	 * @return array
	 */
	private static function with_offers( array $markup, WC_Product $product ) {
		$variations = array();
		foreach ( array_slice( $product->get_children(), 0, Dockline_Client::SKUS_MAX ) as $id ) {
			$variation = wc_get_product( $id );
			$sku       = $variation instanceof WC_Product ? (string) $variation->get_sku() : '';
			if ( '' !== $sku ) {
				$variations[ $sku ] = $variation;
			}
		}
		$answers = Dockline_Client::of_all( array_map( 'strval', array_keys( $variations ) ) );
		$offers  = array();
		foreach ( $answers as $sku => $answer ) {
			if ( isset( $variations[ $sku ] ) ) {
				$offers[] = self::with_availability(
					array(
						'@type'         => 'Offer',
						'sku'           => (string) $sku,
						'price'         => wc_format_decimal( wc_get_price_to_display( $variations[ $sku ] ), wc_get_price_decimals() ),
						'priceCurrency' => get_woocommerce_currency(),
						'url'           => $variations[ $sku ]->get_permalink(),
					),
					$answer
				);
			}
		}
		if ( array() !== $offers ) {
			$markup['offers'] = $offers;
		}
		return $markup;
	}
}
