<?php
/**
 * Plugin Name:       Dockline for WooCommerce
 * Description:       Says on each product page what can be had and when it ships: in stock, backorder with its dates, or out of stock. Live, and with the same words for search engines.
 * Version:           1.0.0
 * Requires at least: 6.5
 * Requires PHP:      7.4
 * Requires Plugins:  woocommerce
 * License:           MIT OR Apache-2.0
 * Text Domain:       dockline
 * Domain Path:       /languages
 *
 * @package Dockline
 */

defined( 'ABSPATH' ) || exit;

define( 'DOCKLINE_VERSION', '1.0.0' );
define( 'DOCKLINE_FILE', __FILE__ );

require_once __DIR__ . '/includes/class-dockline-settings.php';
require_once __DIR__ . '/includes/class-dockline-client.php';
require_once __DIR__ . '/includes/class-dockline-element.php';
require_once __DIR__ . '/includes/class-dockline-structured-data.php';

add_action(
	'plugins_loaded',
	static function () {
		Dockline_Settings::start();
		if ( class_exists( 'WooCommerce' ) && Dockline_Settings::is_complete() ) {
			Dockline_Element::start();
			Dockline_Structured_Data::start();
		}
	}
);

// WooCommerce asks each plugin whether it gets along with its own tables of orders. This one reads no orders.
add_action(
	'before_woocommerce_init',
	static function () {
		if ( class_exists( '\Automattic\WooCommerce\Utilities\FeaturesUtil' ) ) {
			\Automattic\WooCommerce\Utilities\FeaturesUtil::declare_compatibility( 'custom_order_tables', DOCKLINE_FILE, true );
		}
	}
);
