<?php
/**
 * German, for WordPress 6.5 and newer.
 *
 * @package Dockline
 */

return array(
	'domain'       => 'dockline',
	'language'     => 'de_DE',
	'plural-forms' => 'nplurals=2; plural=(n != 1);',
	'messages'     => array(
		'Settings'                                => 'Einstellungen',
		'Address of your Dockline server'         => 'Adresse Ihres Dockline-Servers',
		'Name of your shop there'                 => 'Name Ihres Shops dort',
		'Show it below the price of every product' => 'Bei jedem Produkt unter dem Preis zeigen',
		'Leave out WooCommerce’s own stock line where Dockline has an answer' => 'WooCommerces eigene Lagerzeile weglassen, wo Dockline eine Antwort hat',
		'Room it takes'                           => 'Platz',
		'Line'                                    => 'Zeile',
		'Card'                                    => 'Karte',
		'Line without a link'                     => 'Zeile ohne Link',
		'Colours'                                 => 'Farben',
		'As the page'                             => 'Wie die Seite',
		'Light'                                   => 'Hell',
		'Dark'                                    => 'Dunkel',
		'The address must begin with https:// or http://.' => 'Die Adresse muss mit https:// oder http:// beginnen.',
		'The name of the shop has small letters, digits, - and _ only; it is the part after /s/ in its address.' => 'Der Name des Shops hat nur Kleinbuchstaben, Ziffern, - und _; er ist der Teil nach /s/ in seiner Adresse.',
		'The SKU of each product must be the same here and in Dockline. To show it elsewhere, use the shortcode:' => 'Die Artikelnummer (SKU) jedes Produkts muss hier und in Dockline dieselbe sein. Für andere Stellen gibt es den Shortcode:',
		'In stock'                                => 'Auf Lager',
		'Low stock'                               => 'Wenige auf Lager',
		'Backorder'                               => 'Nachbestellbar',
		'Pre-order'                               => 'Vorbestellbar',
		'Made to order'                           => 'Wird für Sie gefertigt',
		'Out of stock'                            => 'Ausverkauft',
		'Discontinued'                            => 'Nicht mehr erhältlich',
		'See when it ships'                       => 'Versandtermin ansehen',
		'%1$s — ships %2$s'                       => '%1$s — Versand %2$s',
	),
);
