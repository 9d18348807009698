<?php
/**
 * Nothing is left. Kept answers end by themselves within a minute.
 *
 * @package Dockline
 */

defined( 'WP_UNINSTALL_PLUGIN' ) || exit;

delete_option( 'dockline_settings' );
