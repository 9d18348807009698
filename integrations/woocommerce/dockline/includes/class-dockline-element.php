<?php
/**
 * The element on product pages, with the status in the server's HTML.
 *
 * @package Dockline
 */

defined( 'ABSPATH' ) || exit;

/**
 * Places the element and makes it follow the chosen variation.
 */
final class Dockline_Element {

	/**
	 * Hooks the element into WooCommerce.
	 */
	public static function start() {
		add_action( 'init', array( __CLASS__, 'load_words' ) );
		add_action( 'wp_enqueue_scripts', array( __CLASS__, 'keep_room' ) );
		add_shortcode( 'dockline_availability', array( __CLASS__, 'shortcode' ) );
		if ( '1' === Dockline_Settings::get( 'automatic' ) ) {
			// The price stands at 10, the short description at 20.
			add_action( 'woocommerce_single_product_summary', array( __CLASS__, 'show_below_price' ), 11 );
		}
		if ( '1' === Dockline_Settings::get( 'hide_stock' ) ) {
			add_filter( 'woocommerce_get_stock_html', array( __CLASS__, 'leave_out_stock' ), 10, 2 );
		}
	}

	/**
	 * Loads the translations that come with the plugin.
	 */
	public static function load_words() {
		load_plugin_textdomain( 'dockline', false, dirname( plugin_basename( DOCKLINE_FILE ) ) . '/languages' );
	}

	/**
	 * Loads the style sheet into the head of pages that will have the element: in the body it would come too late to keep room.
	 */
	public static function keep_room() {
		if ( is_product() || has_shortcode( (string) get_post_field( 'post_content' ), 'dockline_availability' ) ) {
			self::load_style();
		}
	}

	/**
	 * Loads the style sheet: the room of each layout, and that what is hidden takes none. A file, because a shop may forbid inline styles.
	 */
	private static function load_style() {
		wp_enqueue_style( 'dockline', plugins_url( 'assets/dockline.css', DOCKLINE_FILE ), array(), DOCKLINE_VERSION );
	}

	/**
	 * The element of the product that is shown.
	 */
	public static function show_below_price() {
		global $product;
		if ( $product instanceof WC_Product ) {
			// Every value was escaped where it was put in.
			echo self::of_product( $product ); // phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped
		}
	}

	/**
	 * `[dockline_availability sku="TENT-GREEN"]`; without a SKU, that of the product of the page.
	 *
	 * @param array|string $attributes What was written.
	 * @return string
	 */
	public static function shortcode( $attributes ) {
		$attributes = shortcode_atts( array( 'sku' => '' ), is_array( $attributes ) ? $attributes : array(), 'dockline_availability' );
		if ( '' !== $attributes['sku'] ) {
			return self::of_sku( (string) $attributes['sku'] );
		}
		$product = wc_get_product( get_the_ID() );
		return $product instanceof WC_Product ? self::of_product( $product ) : '';
	}

	/**
	 * The element of a product. One with variations begins with the one that is chosen at first, and follows the choice.
	 *
	 * @param WC_Product $product Which.
	 * @return string
	 */
	private static function of_product( WC_Product $product ) {
		$first = $product;
		if ( $product->is_type( 'variable' ) ) {
			self::follow_variations();
			$chosen = self::chosen_variation( $product );
			$first  = $chosen ? $chosen : $product;
		}
		$sku = (string) $first->get_sku();
		if ( '' === $sku && ! $product->is_type( 'variable' ) ) {
			return '';
		}
		return self::of_sku( $sku, $product->get_id() );
	}

	/**
	 * The variation that is chosen when the page begins: by `?attribute_…` in its address or, where that says nothing, by the default
	 * attributes, as WooCommerce itself fills its fields.
	 *
	 * @param WC_Product $product A product with variations.
	 * @return WC_Product|null
	 */
	private static function chosen_variation( WC_Product $product ) {
		$chosen = array();
		foreach ( array_keys( $product->get_variation_attributes() ) as $name ) {
			$key = 'attribute_' . sanitize_title( $name );
			// phpcs:ignore WordPress.Security.NonceVerification.Recommended, WordPress.Security.ValidatedSanitizedInput -- It only chooses what is shown.
			$wanted = isset( $_GET[ $key ] ) && is_string( $_GET[ $key ] ) ? wc_clean( wp_unslash( $_GET[ $key ] ) ) : '';
			$value  = '' !== $wanted ? $wanted : (string) $product->get_variation_default_attribute( $name );
			if ( '' === $value ) {
				return null;
			}
			$chosen[ $key ] = $value;
		}
		if ( array() === $chosen ) {
			return null;
		}
		$id        = WC_Data_Store::load( 'product' )->find_matching_product_variation( $product, $chosen );
		$variation = $id ? wc_get_product( $id ) : null;
		return $variation instanceof WC_Product ? $variation : null;
	}

	/**
	 * The element of a SKU.
	 *
	 * @param string $sku        Which; empty until one is chosen.
	 * @param int    $product_id The product it stands for, or 0.
	 * @return string
	 */
	private static function of_sku( $sku, $product_id = 0 ) {
		$server = Dockline_Settings::get( 'server' );
		$shop   = Dockline_Settings::get( 'shop' );
		self::load_style();
		wp_enqueue_script_module( 'dockline', $server . '/embed/1/widget.js', array(), null );
		$link = $server . '/s/' . rawurlencode( $shop ) . ( '' === $sku ? '' : '?q=' . rawurlencode( $sku ) );
		return sprintf(
			'<div class="dockline-place"><dockline-availability class="dockline-availability" shop="%s" sku="%s" locale="%s" layout="%s" theme="%s" data-product="%d"%s><a href="%s" data-neutral="%s">%s</a></dockline-availability></div>',
			esc_attr( $shop ),
			esc_attr( $sku ),
			esc_attr( substr( get_locale(), 0, 2 ) ),
			esc_attr( Dockline_Settings::get( 'layout' ) ),
			esc_attr( Dockline_Settings::get( 'theme' ) ),
			(int) $product_id,
			'' === $sku ? ' hidden' : '',
			esc_url( $link ),
			esc_attr( self::sentence( null ) ),
			esc_html( self::sentence( '' === $sku ? null : Dockline_Client::of( $sku ) ) )
		);
	}

	/**
	 * What stands in the page before the script has run, and where it never does.
	 *
	 * @param array|null $answer What the server said.
	 * @return string
	 */
	private static function sentence( $answer ) {
		$words = array(
			'in_stock'      => __( 'In stock', 'dockline' ),
			'low_stock'     => __( 'Low stock', 'dockline' ),
			'backorder'     => __( 'Backorder', 'dockline' ),
			'preorder'      => __( 'Pre-order', 'dockline' ),
			'made_to_order' => __( 'Made to order', 'dockline' ),
			'out_of_stock'  => __( 'Out of stock', 'dockline' ),
			'discontinued'  => __( 'Discontinued', 'dockline' ),
		);
		if ( null === $answer || ! isset( $words[ $answer['status'] ] ) ) {
			return __( 'See when it ships', 'dockline' );
		}
		$when = self::days( $answer );
		if ( '' === $when ) {
			return $words[ $answer['status'] ];
		}
		/* translators: 1: a status such as "Backorder", 2: a day or two such as "14 December – 18 December" */
		return sprintf( __( '%1$s — ships %2$s', 'dockline' ), $words[ $answer['status'] ], $when );
	}

	/**
	 * The days on which one unit ships, in the shop's format of dates.
	 *
	 * @param array $answer What the server said.
	 * @return string
	 */
	private static function days( array $answer ) {
		$part = isset( $answer['parts'][0] ) && is_array( $answer['parts'][0] ) ? $answer['parts'][0] : array();
		$days = array();
		foreach ( array( 'ship_earliest', 'ship_latest' ) as $name ) {
			// Noon: the day is the same in every time zone that the site may be set to.
			$time = isset( $part[ $name ] ) && is_string( $part[ $name ] ) ? strtotime( $part[ $name ] . ' 12:00 UTC' ) : false;
			if ( false === $time ) {
				return '';
			}
			$days[] = wp_date( get_option( 'date_format' ), $time, new DateTimeZone( 'UTC' ) );
		}
		return implode( ' – ', array_unique( $days ) );
	}

	/**
	 * Changes the SKU of the element when another variation is chosen.
	 */
	private static function follow_variations() {
		wp_enqueue_script( 'dockline-variations', plugins_url( 'assets/variations.js', DOCKLINE_FILE ), array( 'jquery' ), DOCKLINE_VERSION, true );
	}

	/**
	 * The SKUs of a product's variations.
	 *
	 * @param int $id The product.
	 * @return string[]
	 */
	private static function skus_of( $id ) {
		static $known = array();
		if ( ! isset( $known[ $id ] ) ) {
			$parent       = wc_get_product( $id );
			$known[ $id ] = array();
			foreach ( $parent instanceof WC_Product ? array_slice( $parent->get_children(), 0, Dockline_Client::SKUS_MAX ) : array() as $child ) {
				$variation      = wc_get_product( $child );
				$known[ $id ][] = $variation instanceof WC_Product ? (string) $variation->get_sku() : '';
			}
		}
		return $known[ $id ];
	}

	/**
	 * WooCommerce's own line is left out where the element says the same with a date: two lines that may differ help nobody.
	 *
	 * @param string     $html    The line.
	 * @param WC_Product $product Whose.
	 * @return string
	 */
	public static function leave_out_stock( $html, $product ) {
		$sku = $product instanceof WC_Product ? (string) $product->get_sku() : '';
		if ( '' !== $sku && $product->is_type( 'variation' ) ) {
			// WooCommerce asks for one variation after the other: here all of them are asked for at once.
			Dockline_Client::of_all( self::skus_of( $product->get_parent_id() ) );
		}
		return '' !== $sku && null !== Dockline_Client::of( $sku ) ? '' : $html;
	}
}
