<?php
/**
 * What the shop owner decides: which server, which shop, and where it stands.
 *
 * @package Dockline
 */

defined( 'ABSPATH' ) || exit;

/**
 * The settings and their page.
 */
final class Dockline_Settings {

	const OPTION = 'dockline_settings';
	const PAGE   = 'dockline';

	// The first of each is what it is until somebody chooses.
	const LAYOUTS = array( 'inline', 'card', 'badge' );
	const THEMES  = array( 'auto', 'light', 'dark' );

	/**
	 * Hooks the page into WordPress.
	 */
	public static function start() {
		add_action( 'admin_menu', array( __CLASS__, 'add_page' ) );
		add_action( 'admin_init', array( __CLASS__, 'register' ) );
		add_filter( 'plugin_action_links_' . plugin_basename( DOCKLINE_FILE ), array( __CLASS__, 'add_link' ) );
	}

	/**
	 * One setting.
	 *
	 * @param string $name Its name.
	 * @return string
	 */
	public static function get( $name ) {
		$settings = get_option( self::OPTION, array() );
		$defaults = array(
			'server'     => '',
			'shop'       => '',
			'automatic'  => '1',
			'hide_stock' => '1',
			'layout'     => self::LAYOUTS[0],
			'theme'      => self::THEMES[0],
		);
		$settings = wp_parse_args( is_array( $settings ) ? $settings : array(), $defaults );
		return isset( $settings[ $name ] ) ? (string) $settings[ $name ] : '';
	}

	/**
	 * Whether it is known whom to ask.
	 *
	 * @return bool
	 */
	public static function is_complete() {
		return '' !== self::get( 'server' ) && '' !== self::get( 'shop' );
	}

	/**
	 * Adds the page below WooCommerce.
	 */
	public static function add_page() {
		$title = __( 'Dockline', 'dockline' );
		add_submenu_page( 'woocommerce', $title, $title, 'manage_woocommerce', self::PAGE, array( __CLASS__, 'show' ) );
	}

	/**
	 * Adds a link to the page in the list of plugins.
	 *
	 * @param string[] $links The links that are there.
	 * @return string[]
	 */
	public static function add_link( $links ) {
		$url = admin_url( 'admin.php?page=' . self::PAGE );
		array_unshift( $links, sprintf( '<a href="%s">%s</a>', esc_url( $url ), esc_html__( 'Settings', 'dockline' ) ) );
		return $links;
	}

	/**
	 * Registers the settings and their fields.
	 */
	public static function register() {
		register_setting(
			self::PAGE,
			self::OPTION,
			array(
				'type'              => 'array',
				'sanitize_callback' => array( __CLASS__, 'clean' ),
			)
		);
		add_filter( 'option_page_capability_' . self::PAGE, array( __CLASS__, 'capability' ) );
		add_settings_section( 'dockline', '', '__return_null', self::PAGE );
		self::add_field( 'server', __( 'Address of your Dockline server', 'dockline' ), 'show_text' );
		self::add_field( 'shop', __( 'Name of your shop there', 'dockline' ), 'show_text' );
		self::add_field( 'layout', __( 'Room it takes', 'dockline' ), 'show_choice' );
		self::add_field( 'theme', __( 'Colours', 'dockline' ), 'show_choice' );
		self::add_field( 'automatic', __( 'Show it below the price of every product', 'dockline' ), 'show_checkbox' );
		self::add_field( 'hide_stock', __( 'Leave out WooCommerce’s own stock line where Dockline has an answer', 'dockline' ), 'show_checkbox' );
	}

	/**
	 * Who may change the settings.
	 *
	 * @return string
	 */
	public static function capability() {
		return 'manage_woocommerce';
	}

	/**
	 * Adds a field.
	 *
	 * @param string $name  Its name.
	 * @param string $label What it is called.
	 * @param string $show  The method that shows it.
	 */
	private static function add_field( $name, $label, $show ) {
		$id = 'dockline-' . $name;
		add_settings_field(
			$id,
			$label,
			array( __CLASS__, $show ),
			self::PAGE,
			'dockline',
			array(
				'name'      => $name,
				'label_for' => $id,
			)
		);
	}

	/**
	 * A text field.
	 *
	 * @param array $field Its name and id.
	 */
	public static function show_text( $field ) {
		$placeholder = 'server' === $field['name'] ? 'https://dockline.example.com' : 'my-shop';
		printf(
			'<input class="regular-text" type="%s" id="%s" name="%s[%s]" value="%s" placeholder="%s">',
			esc_attr( 'server' === $field['name'] ? 'url' : 'text' ),
			esc_attr( $field['label_for'] ),
			esc_attr( self::OPTION ),
			esc_attr( $field['name'] ),
			esc_attr( self::get( $field['name'] ) ),
			esc_attr( $placeholder )
		);
	}

	/**
	 * What can be chosen of a field, in words.
	 *
	 * @param string $name Its name.
	 * @return array<string, string>
	 */
	private static function choices( $name ) {
		if ( 'layout' === $name ) {
			return array_combine( self::LAYOUTS, array( __( 'Line', 'dockline' ), __( 'Card', 'dockline' ), __( 'Line without a link', 'dockline' ) ) );
		}
		return array_combine( self::THEMES, array( __( 'As the page', 'dockline' ), __( 'Light', 'dockline' ), __( 'Dark', 'dockline' ) ) );
	}

	/**
	 * A choice of a few.
	 *
	 * @param array $field Its name and id.
	 */
	public static function show_choice( $field ) {
		printf( '<select id="%s" name="%s[%s]">', esc_attr( $field['label_for'] ), esc_attr( self::OPTION ), esc_attr( $field['name'] ) );
		foreach ( self::choices( $field['name'] ) as $value => $label ) {
			printf( '<option value="%s" %s>%s</option>', esc_attr( $value ), selected( $value, self::get( $field['name'] ), false ), esc_html( $label ) );
		}
		echo '</select>';
	}

	/**
	 * A check box; the hidden field says no when it is not checked.
	 *
	 * @param array $field Its name and id.
	 */
	public static function show_checkbox( $field ) {
		$name = self::OPTION . '[' . $field['name'] . ']';
		printf( '<input type="hidden" name="%s" value="">', esc_attr( $name ) );
		printf(
			'<input type="checkbox" id="%s" name="%s" value="1" %s>',
			esc_attr( $field['label_for'] ),
			esc_attr( $name ),
			checked( '1', self::get( $field['name'] ), false )
		);
	}

	/**
	 * What becomes of the values that were sent. A wrong one is told and the one before stays.
	 *
	 * @param mixed $sent What was sent.
	 * @return string[]
	 */
	public static function clean( $sent ) {
		$sent   = is_array( $sent ) ? $sent : array();
		$text   = static function ( $name ) use ( $sent ) {
			return isset( $sent[ $name ] ) && is_scalar( $sent[ $name ] ) ? trim( (string) $sent[ $name ] ) : '';
		};
		$server = untrailingslashit( esc_url_raw( $text( 'server' ), array( 'https', 'http' ) ) );
		$shop   = $text( 'shop' );
		if ( '' === $server && '' !== $text( 'server' ) ) {
			add_settings_error( self::OPTION, 'server', __( 'The address must begin with https:// or http://.', 'dockline' ) );
			$server = self::get( 'server' );
		}
		if ( '' !== $shop && ! preg_match( '/^[a-z0-9][a-z0-9_-]{0,199}$/', $shop ) ) {
			add_settings_error( self::OPTION, 'shop', __( 'The name of the shop has small letters, digits, - and _ only; it is the part after /s/ in its address.', 'dockline' ) );
			$shop = self::get( 'shop' );
		}
		return array(
			'server'     => $server,
			'shop'       => $shop,
			'automatic'  => '1' === $text( 'automatic' ) ? '1' : '',
			'hide_stock' => '1' === $text( 'hide_stock' ) ? '1' : '',
			'layout'     => in_array( $text( 'layout' ), self::LAYOUTS, true ) ? $text( 'layout' ) : self::LAYOUTS[0],
			'theme'      => in_array( $text( 'theme' ), self::THEMES, true ) ? $text( 'theme' ) : self::THEMES[0],
		);
	}

	/**
	 * The page.
	 */
	public static function show() {
		if ( ! current_user_can( 'manage_woocommerce' ) ) {
			return;
		}
		echo '<div class="wrap"><h1>' . esc_html__( 'Dockline', 'dockline' ) . '</h1>';
		settings_errors( self::OPTION );
		echo '<form action="options.php" method="post">';
		settings_fields( self::PAGE );
		do_settings_sections( self::PAGE );
		submit_button();
		echo '</form>';
		echo '<p>' . esc_html__( 'The SKU of each product must be the same here and in Dockline. To show it elsewhere, use the shortcode:', 'dockline' ) . ' <code>[dockline_availability sku="TENT-GREEN"]</code></p>';
		echo '</div>';
	}
}
