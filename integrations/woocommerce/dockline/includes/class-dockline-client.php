<?php
/**
 * Asks the Dockline server what can be had.
 *
 * @package Dockline
 */

defined( 'ABSPATH' ) || exit;

/**
 * Answers are kept for a short time, and so is that there was none: a server that is down costs one page a minute its time-out, whatever the page
 * asks about, and no page waits longer than that for all its questions together.
 */
final class Dockline_Client {

	const SECONDS_KEPT        = 30;
	const SECONDS_AFTER_ERROR = 60;
	const TIMEOUT_SECONDS     = 1.5;
	// Less than this is not worth a question; cURL rounds shorter time-outs up to it.
	const TIMEOUT_SECONDS_MIN = 1;
	const SKUS_MAX            = 50;

	/**
	 * Answers of this request by SKU; an empty list where there is none.
	 *
	 * @var array<string, array>
	 */
	private static $known = array();

	/**
	 * How long this request has waited for answers, in seconds.
	 *
	 * @var float
	 */
	private static $waited = 0.0;

	/**
	 * What can be had of one variant.
	 *
	 * @param string $sku Its SKU.
	 * @return array|null The object that the REST interface describes as Availability, or null when there is no answer.
	 */
	public static function of( $sku ) {
		$answers = self::of_all( array( $sku ) );
		return isset( $answers[ $sku ] ) ? $answers[ $sku ] : null;
	}

	/**
	 * What can be had of several variants, by SKU; those without an answer are missing. What is not kept is asked for at once.
	 *
	 * @param string[] $skus Their SKUs.
	 * @return array<string, array>
	 */
	public static function of_all( array $skus ) {
		$skus    = array_slice( array_values( array_unique( array_filter( array_map( 'strval', $skus ), 'strlen' ) ) ), 0, self::SKUS_MAX );
		$missing = array();
		foreach ( $skus as $sku ) {
			if ( ! array_key_exists( $sku, self::$known ) ) {
				$kept = get_transient( self::key( $sku ) );
				if ( is_array( $kept ) ) {
					self::$known[ $sku ] = $kept;
				} else {
					$missing[] = $sku;
				}
			}
		}
		$asked = array() === $missing ? array() : self::ask( $missing );
		foreach ( $missing as $sku ) {
			$answer              = isset( $asked[ $sku ] ) ? $asked[ $sku ] : array();
			self::$known[ $sku ] = $answer;
			if ( null !== $asked ) {
				set_transient( self::key( $sku ), $answer, array() === $answer ? self::SECONDS_AFTER_ERROR : self::SECONDS_KEPT );
			}
		}
		return array_filter( array_intersect_key( self::$known, array_flip( $skus ) ) );
	}

	/**
	 * Under which name an answer is kept.
	 *
	 * @param string $sku Of which SKU.
	 * @return string
	 */
	private static function key( $sku ) {
		return 'dockline_' . md5( Dockline_Settings::get( 'server' ) . "\n" . Dockline_Settings::get( 'shop' ) . "\n" . $sku );
	}

	/**
	 * Under which name it is kept that the server does not answer.
	 *
	 * @return string
	 */
	private static function silence() {
		return 'dockline_silence_' . md5( Dockline_Settings::get( 'server' ) );
	}

	/**
	 * Asks the server. SKUs that are not known there cost the others their answer, so they are left out and it is asked once more.
	 *
	 * @param string[] $skus  Their SKUs.
	 * @param bool     $again Whether it may be asked once more.
	 * @return array<string, array>|null What it said, or null when nothing was heard of it.
	 */
	private static function ask( array $skus, $again = true ) {
		$base = Dockline_Settings::get( 'server' ) . '/api/v1/shops/' . rawurlencode( Dockline_Settings::get( 'shop' ) ) . '/availability';
		if ( 1 === count( $skus ) ) {
			$answer = self::get( $base . '/' . rawurlencode( reset( $skus ) ) );
			$list   = isset( $answer['status'] ) ? array( $answer ) : array();
		} else {
			$answer = self::get( $base . '?sku=' . implode( '&sku=', array_map( 'rawurlencode', $skus ) ) );
			$list   = isset( $answer['availability'] ) && is_array( $answer['availability'] ) ? $answer['availability'] : array();
		}
		if ( null === $answer ) {
			return null;
		}
		$unknown = isset( $answer['errors'] ) && is_array( $answer['errors'] ) ? array_filter( array_column( $answer['errors'], 'value' ), 'is_string' ) : array();
		$rest    = array_values( array_diff( $skus, $unknown ) );
		if ( $again && array() !== $rest && count( $rest ) < count( $skus ) ) {
			return self::ask( $rest, false );
		}
		$answers = array();
		foreach ( $list as $one ) {
			if ( is_array( $one ) && isset( $one['sku'], $one['status'] ) && is_string( $one['sku'] ) && is_string( $one['status'] ) ) {
				$answers[ $one['sku'] ] = $one;
			}
		}
		return $answers;
	}

	/**
	 * Reads a JSON object: an answer, or what is wrong with the question.
	 *
	 * @param string $url From where.
	 * @return array|null Null when the server does not answer, now or a moment ago; empty when it says nothing that can be read.
	 */
	private static function get( $url ) {
		$left = self::TIMEOUT_SECONDS - self::$waited;
		if ( $left < self::TIMEOUT_SECONDS_MIN || false !== get_transient( self::silence() ) ) {
			return null;
		}
		$began         = microtime( true );
		$response      = wp_remote_get(
			$url,
			array(
				'timeout'             => $left,
				'redirection'         => 1,
				'limit_response_size' => 256 * 1024,
				'headers'             => array( 'Accept' => 'application/json' ),
			)
		);
		self::$waited += microtime( true ) - $began;
		$status        = is_wp_error( $response ) ? 0 : (int) wp_remote_retrieve_response_code( $response );
		if ( 0 === $status || 429 === $status || $status >= 500 ) {
			set_transient( self::silence(), 1, self::SECONDS_AFTER_ERROR );
			return null;
		}
		$body = in_array( $status, array( 200, 404 ), true ) ? json_decode( wp_remote_retrieve_body( $response ), true ) : null;
		return is_array( $body ) ? $body : array();
	}
}
